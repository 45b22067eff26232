package io.gemstream.gateway.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.call.JsonBlanks;
import io.gemstream.gateway.call.OneOfTexts;
import io.gemstream.proto.Echo;
import io.gemstream.proto.v1.SamplingOptions;
import java.util.List;
import java.util.Map;

/** Translates vLLM's structured_outputs: one of json, json_object, regex, choice and grammar, and the blanks of JSON. */
final class StructuredOutputs {

    private static final String KNOWN = "one of json, json_object, regex, choice and grammar;"
            + " whitespace_pattern or disable_any_whitespace";

    private StructuredOutputs() {}

    /** @param parameter for messages */
    static void apply(String parameter, ObjectNode outputs, SamplingOptions.Builder options) {
        for (Map.Entry<String, JsonNode> output : outputs.properties()) {
            String name = parameter + "." + output.getKey();
            JsonNode value = output.getValue();
            if (value.isNull()) {
                continue;
            }
            if (isBlanks(output.getKey(), name, value, options)) {
                continue;
            }
            if (options.getConstraintCase() != SamplingOptions.ConstraintCase.CONSTRAINT_NOT_SET) {
                throw JsonValues.refused(parameter, "several constraints", KNOWN);
            }
            switch (output.getKey()) {
                case "json" -> options.setJsonSchema(value.isTextual() ? value.textValue() : value.toString());
                case "json_object" -> {
                    if (JsonValues.truth(name, value)) {
                        options.setJsonObject(true);
                    }
                }
                case "regex" -> options.setRegex(JsonValues.text(name, value));
                case "choice" -> options.setGbnf(choice(name, value));
                case "grammar" -> options.setGbnf(JsonValues.text(name, value));
                default -> throw JsonValues.refused(parameter, Echo.quoted(output.getKey()), KNOWN);
            }
        }
    }

    private static boolean isBlanks(String key, String name, JsonNode value, SamplingOptions.Builder options) {
        switch (key) {
            case "whitespace_pattern" -> JsonBlanks.pattern(name, JsonValues.text(name, value), options);
            case "disable_any_whitespace" -> {
                if (JsonValues.truth(name, value)) {
                    JsonBlanks.none(name, options);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String choice(String name, JsonNode value) {
        List<String> choices = JsonValues.texts(name, value);
        if (choices.isEmpty()) {
            throw JsonValues.refused(name, "empty", "at least one string");
        }
        return OneOfTexts.grammar(choices);
    }
}
