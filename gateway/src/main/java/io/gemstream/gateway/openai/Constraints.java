package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.gemstream.gateway.call.JsonBlanks;
import io.gemstream.gateway.call.OneOfTexts;
import io.gemstream.gateway.http.Fields;
import io.gemstream.gateway.http.Json;
import io.gemstream.proto.v1.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what the text must match: OpenAI's {@code response_format}, and vLLM's {@code structured_outputs} with its older
 * spellings {@code guided_*}. One of them at most. And the blanks that it may have, where it is JSON.
 */
final class Constraints {

    /** A field that was given, and what it sets. */
    private record Given(String name, JsonNode value, Kind kind) {}

    private enum Kind { JSON, JSON_OBJECT, REGEX, CHOICE, GRAMMAR }

    private Constraints() {}

    static void read(Fields fields, SamplingOptions.Builder options) {
        List<Given> given = new ArrayList<>();
        fields.object("response_format").flatMap(Constraints::format).ifPresent(given::add);
        given(fields, "guided_json", Kind.JSON, given);
        given(fields, "guided_regex", Kind.REGEX, given);
        given(fields, "guided_choice", Kind.CHOICE, given);
        given(fields, "guided_grammar", Kind.GRAMMAR, given);
        fields.object("structured_outputs").ifPresent(outputs -> {
            given(outputs, "json", Kind.JSON, given);
            given(outputs, "regex", Kind.REGEX, given);
            given(outputs, "choice", Kind.CHOICE, given);
            given(outputs, "grammar", Kind.GRAMMAR, given);
            if (outputs.flag("json_object")) {
                given(outputs, "json_object", Kind.JSON_OBJECT, given);
            }
            if (outputs.has("structural_tag")) {
                throw notSupported(outputs.path() + "structural_tag");
            }
            if (outputs.flag("disable_additional_properties")) {
                throw notSupported(outputs.path() + "disable_additional_properties");
            }
        });
        if (given.size() > 1) {
            throw Fields.refused(given.get(1).name(), given.get(1).name() + ": given beside " + given.getFirst().name()
                    + " (expected: one of them)");
        }
        given.forEach(one -> set(one, options));
        blanks(fields, options);
    }

    private static void blanks(Fields fields, SamplingOptions.Builder options) {
        fields.text("json_whitespace").ifPresent(name -> JsonBlanks.named("json_whitespace", name, options));
        pattern(fields, "guided_whitespace_pattern", options);
        fields.object("structured_outputs").ifPresent(outputs -> {
            pattern(outputs, "whitespace_pattern", options);
            if (outputs.flag("disable_any_whitespace")) {
                JsonBlanks.none(outputs.path() + "disable_any_whitespace", options);
            }
        });
    }

    private static void pattern(Fields fields, String name, SamplingOptions.Builder options) {
        fields.text(name).ifPresent(pattern -> JsonBlanks.pattern(fields.path() + name, pattern, options));
    }

    private static void given(Fields fields, String name, Kind kind, List<Given> given) {
        fields.any(name).ifPresent(value -> given.add(new Given(fields.path() + name, value, kind)));
    }

    private static Optional<Given> format(Fields format) {
        String type = format.text("type").orElseThrow(() -> Fields.refused(format.path() + "type",
                format.path() + "type: missing (expected: text, json_object or json_schema)"));
        return switch (type) {
            case "text" -> Optional.empty();
            case "json_object" -> Optional.of(new Given(format.path() + "type", format.object(), Kind.JSON_OBJECT));
            case "json_schema" -> {
                Optional<Fields> outer = format.object("json_schema");
                yield Optional.of(new Given("response_format.json_schema.schema", outer.flatMap(o -> o.any("schema"))
                        .orElseThrow(() -> Fields.refused("response_format.json_schema.schema",
                                "response_format.json_schema.schema: missing (expected: a JSON schema)")), Kind.JSON));
            }
            default -> throw Fields.wrong(format.path() + "type", format.object().get("type"),
                    "text, json_object or json_schema");
        };
    }

    private static void set(Given given, SamplingOptions.Builder options) {
        switch (given.kind()) {
            // Some clients send the schema as text.
            case JSON -> options.setJsonSchema(given.value().isTextual() ? given.value().textValue() : Json.text(given.value()));
            case JSON_OBJECT -> options.setJsonObject(true);
            case REGEX -> options.setRegex(Fields.text(given.value(), given.name()));
            case GRAMMAR -> options.setGbnf(Fields.text(given.value(), given.name()));
            case CHOICE -> options.setGbnf(choice(Fields.array(given.value(), given.name()), given.name()));
        }
    }

    private static String choice(List<JsonNode> choices, String name) {
        if (choices.isEmpty()) {
            throw Fields.refused(name, name + ": empty (expected: at least one text)");
        }
        return OneOfTexts.grammar(choices.stream().map(choice -> Fields.text(choice, name)).toList());
    }

    private static RuntimeException notSupported(String name) {
        return Fields.refused(name, name + ": not supported (expected: none)");
    }
}
