package io.gemstream.gateway.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.call.JsonBlanks;
import io.gemstream.proto.Echo;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.SamplingOptions;
import java.util.Map;

/**
 * Translates vLLM's sampling parameters. An absent one, or null, has the default of sampling.proto; one that is not known
 * here is refused with INVALID_OPTION, since it would change what the client gets.
 */
final class SamplingParameters {

    /** What is done in any case: asking for something else is refused. */
    private static final Map<String, Boolean> FIXED = Map.of(
            "detokenize", true,
            "skip_special_tokens", true,
            "spaces_between_special_tokens", true,
            "include_stop_str_in_output", false);
    private static final String KNOWN = "n, temperature, top_p, top_k, min_p, seed, max_tokens, min_tokens, stop,"
            + " stop_token_ids, ignore_eos, presence_penalty, frequency_penalty, repetition_penalty, logit_bias, logprobs,"
            + " json_whitespace, structured_outputs";

    private SamplingParameters() {}

    /** Sets them in a request. Their ranges are checked where those of every request are. */
    static void apply(ObjectNode parameters, GenerateRequest.Builder request) {
        for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
            if (!parameter.getValue().isNull()) {
                apply(parameter.getKey(), parameter.getValue(), request);
            }
        }
    }

    private static void apply(String name, JsonNode value, GenerateRequest.Builder request) {
        SamplingOptions.Builder options = request.getSamplingBuilder();
        switch (name) {
            case "n" -> request.setN(JsonValues.integer(name, value));
            case "temperature" -> options.setTemperature(JsonValues.number(name, value));
            case "top_p" -> options.setTopP(JsonValues.number(name, value));
            case "top_k" -> options.setTopK(topK(JsonValues.integer(name, value)));
            case "min_p" -> options.setMinP(JsonValues.number(name, value));
            case "seed" -> options.setSeed(JsonValues.whole(name, value));
            case "max_tokens" -> options.setMaxTokens(JsonValues.integer(name, value));
            case "min_tokens" -> options.setMinTokens(JsonValues.integer(name, value));
            case "stop" -> options.addAllStop(JsonValues.texts(name, value));
            case "stop_token_ids" -> options.addAllStopTokenIds(JsonValues.integers(name, value));
            case "ignore_eos" -> options.setIgnoreEos(JsonValues.truth(name, value));
            case "presence_penalty" -> options.setPresencePenalty(JsonValues.number(name, value));
            case "frequency_penalty" -> options.setFrequencyPenalty(JsonValues.number(name, value));
            case "repetition_penalty" -> options.setRepetitionPenalty(JsonValues.number(name, value));
            case "logit_bias" -> bias(name, JsonValues.object(name, value), options);
            case "logprobs" -> options.setLogprobs(JsonValues.integer(name, value)).setPieces(true);
            case "json_whitespace" -> JsonBlanks.named(name, JsonValues.text(name, value), options);
            case "structured_outputs" -> StructuredOutputs.apply(name, JsonValues.object(name, value), options);
            default -> requireFixed(name, value);
        }
    }

    /** -1 was all of them, before it was 0. */
    private static int topK(int value) {
        return value == -1 ? 0 : value;
    }

    private static void bias(String name, ObjectNode biases, SamplingOptions.Builder options) {
        for (Map.Entry<String, JsonNode> bias : biases.properties()) {
            try {
                options.putLogitBias(Integer.parseInt(bias.getKey()), JsonValues.number(name, bias.getValue()));
            } catch (NumberFormatException noId) {
                throw JsonValues.refused(name, Echo.quoted(bias.getKey()), "token ids");
            }
        }
    }

    private static void requireFixed(String name, JsonNode value) {
        Boolean fixed = FIXED.get(name);
        if (fixed == null) {
            throw JsonValues.refused(name, "not supported", KNOWN);
        }
        if (JsonValues.truth(name, value) != fixed) {
            throw JsonValues.refused(name, JsonValues.said(value), fixed.toString());
        }
    }
}
