package io.gemstream.gateway.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Refusals;
import io.gemstream.proto.inference.InferParameter;
import io.gemstream.proto.v1.Priority;
import java.math.BigInteger;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The parameters of a request: those that the protocol keeps for itself, and the others, which are for sampling.
 *
 * @param timeout from the request's arrival; empty for none
 * @param sampling may have any names
 */
record RequestParameters(Priority priority, Optional<Duration> timeout, ObjectNode sampling) {

    /** A longer one is as good as none, and no deadline that a record could have. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(36_500);

    /** Reads them; what the protocol has for itself and has another type or range is refused with INVALID_OPTION. */
    static RequestParameters of(Map<String, InferParameter> parameters) {
        Priority priority = Priority.PRIORITY_UNSPECIFIED;
        Optional<Duration> timeout = Optional.empty();
        ObjectNode sampling = JsonNodeFactory.instance.objectNode();
        // In order, so that of several that are wrong always the same one is named.
        for (Map.Entry<String, InferParameter> parameter : new TreeMap<>(parameters).entrySet()) {
            String name = parameter.getKey();
            InferParameter value = parameter.getValue();
            switch (name) {
                case "priority" -> priority = priority(number(name, value));
                case "timeout" -> timeout = timeout(number(name, value));
                // The last answer of a request comes always, and is never without outputs.
                case "triton_enable_empty_final_response" -> requireBool(name, value);
                case "sequence_id", "sequence_start", "sequence_end" ->
                    throw refused(name, json(value), "none: a generation is no part of a sequence");
                default -> sampling.set(name, json(value));
            }
        }
        return new RequestParameters(priority, timeout, sampling);
    }

    /** 1 is the highest, greater ones are lower, 0 is the default. */
    private static Priority priority(long level) {
        if (level == 0) {
            return Priority.PRIORITY_UNSPECIFIED;
        }
        return level == 1 ? Priority.INTERACTIVE : Priority.BATCH;
    }

    private static Optional<Duration> timeout(long micros) {
        Duration most = Duration.of(micros, ChronoUnit.MICROS);
        return most.isZero() || most.compareTo(LONGEST_TIMEOUT) > 0 ? Optional.empty() : Optional.of(most);
    }

    private static long number(String name, InferParameter value) {
        long number = switch (value.getParameterChoiceCase()) {
            case INT64_PARAM -> value.getInt64Param();
            case UINT64_PARAM -> value.getUint64Param();
            case BOOL_PARAM, STRING_PARAM, DOUBLE_PARAM, PARAMETERCHOICE_NOT_SET -> -1;
        };
        if (number < 0) {
            throw refused(name, json(value), "int64_param or uint64_param, 0 to " + Long.MAX_VALUE);
        }
        return number;
    }

    private static void requireBool(String name, InferParameter value) {
        if (!value.hasBoolParam()) {
            throw refused(name, json(value), "bool_param");
        }
    }

    private static JsonNode json(InferParameter value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value.getParameterChoiceCase()) {
            case BOOL_PARAM -> nodes.booleanNode(value.getBoolParam());
            case INT64_PARAM -> nodes.numberNode(value.getInt64Param());
            case STRING_PARAM -> nodes.textNode(value.getStringParam());
            case DOUBLE_PARAM -> nodes.numberNode(value.getDoubleParam());
            case UINT64_PARAM -> nodes.numberNode(new BigInteger(Long.toUnsignedString(value.getUint64Param())));
            case PARAMETERCHOICE_NOT_SET -> nodes.nullNode();
        };
    }

    private static GemstreamException refused(String name, JsonNode value, String expected) {
        String field = "parameters." + name;
        return Refusals.outOfRange(ErrorReason.INVALID_OPTION, field, field, JsonValues.said(value), expected);
    }
}
