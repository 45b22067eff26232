package io.gemstream.gemma.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The official test suite. A valid instance must be accepted in our spelling, with its properties in some order; an
 * invalid one in none. The counts are pinned so that a keyword cannot fall among the refused unnoticed.
 */
class JsonSchemaSuiteTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "additionalProperties, 12, 6, 3", "anchor, 1, 1, 6", "content, 18, 0, 0", "default, 6, 1, 0",
        "not, 11, 19, 10", "patternProperties, 13, 10, 0", "propertyNames, 15, 5, 0", "allOf, 10, 20, 0", "anyOf, 12, 6, 0", "boolean_schema, 9, 9, 0",
        "const, 20, 30, 0", "enum, 22, 23, 0", "exclusiveMaximum, 2, 2, 0", "exclusiveMinimum, 2, 2, 0",
        "infinite-loop-detection, 1, 1, 0", "items, 17, 12, 0", "maxItems, 4, 2, 0", "maxLength, 5, 2, 0",
        "maximum, 6, 2, 0", "minItems, 4, 2, 0", "minLength, 4, 3, 0", "minimum, 8, 3, 0", "oneOf, 2, 2, 23",
        "pattern, 8, 1, 0", "prefixItems, 9, 2, 0", "properties, 16, 12, 0", "ref, 27, 30, 20", "required, 10, 6, 0",
        "type, 21, 59, 0"
    })
    void agreesWithTheSuite(String file, int accepted, int refused, int unsupported) throws Exception {
        int[] counts = new int[3];
        try (InputStream in = getClass().getResourceAsStream("/json-schema-suite/" + file + ".json")) {
            for (JsonNode group : JSON.readTree(in)) {
                check(group, counts);
            }
        }
        assertThat(counts).containsExactly(accepted, refused, unsupported);
    }

    /**
     * Formats: what is invalid is never accepted; what is valid is not where {@link StringFormat} is narrower than the
     * format: leap seconds, quoted local parts, user names, and hosts in brackets.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"date, 0", "date-time, 2", "duration, 0", "email, 5", "hostname, 0", "ipv4, 0", "ipv6, 0", "iri, 2",
        "iri-reference, 0", "json-pointer, 0", "relative-json-pointer, 0", "time, 6", "uri, 2", "uri-reference, 0",
        "uri-template, 0", "uuid, 0", "unknown, 0"})
    void acceptsNothingThatIsInvalidUnderAFormat(String format, int narrower) throws Exception {
        int refused = 0;
        try (InputStream in = getClass().getResourceAsStream("/json-schema-suite/format/" + format + ".json")) {
            for (JsonNode group : JSON.readTree(in)) {
                Grammar grammar = Grammar.jsonSchema(group.get("schema").toString());
                for (JsonNode test : group.get("tests")) {
                    boolean valid = test.get("valid").asBoolean();
                    boolean accepted = spellings(test.get("data")).stream().anyMatch(grammar::matches);
                    assertThat(accepted && !valid).as(test.toString()).isFalse();
                    refused += valid && !accepted ? 1 : 0;
                }
            }
        }
        assertThat(refused).isEqualTo(narrower);
    }

    private static void check(JsonNode group, int[] counts) {
        Grammar grammar = null;
        String reason = "";
        try {
            grammar = Grammar.jsonSchema(group.get("schema").toString());
        } catch (ConstraintException e) {
            reason = e.getMessage();
        }
        for (JsonNode test : group.get("tests")) {
            String name = group.get("description").asText() + ": " + test.get("description").asText();
            boolean valid = test.get("valid").asBoolean();
            if (grammar == null && reason.contains("unsupported")) {
                counts[2]++;
            } else if (grammar == null) {
                assertThat(reason).as(name).contains("no text can satisfy");
                assertThat(valid).as(name).isFalse();
                counts[1]++;
            } else {
                assertThat(spellings(test.get("data")).stream().anyMatch(grammar::matches)).as(name).isEqualTo(valid);
                counts[valid ? 0 : 1]++;
            }
        }
    }

    /** The value in compact JSON, once for every order of its properties. */
    private static List<String> spellings(JsonNode value) {
        if (value.isArray()) {
            List<String> lists = List.of("");
            for (JsonNode item : value) {
                lists = join(lists, spellings(item));
            }
            return lists.stream().map(list -> "[" + list + "]").toList();
        }
        if (value.isObject()) {
            List<String> members = new ArrayList<>();
            orders("", new ArrayList<>(value.properties()), members);
            return members.stream().map(list -> "{" + list + "}").toList();
        }
        if (value.isNumber()) {
            return List.of(new JsonValue.JsonNumber(value.decimalValue()).text());
        }
        return List.of(value.toString());
    }

    private static void orders(String done, List<Map.Entry<String, JsonNode>> left, List<String> result) {
        if (left.isEmpty()) {
            result.add(done);
        }
        for (Map.Entry<String, JsonNode> member : left) {
            List<Map.Entry<String, JsonNode>> others = new ArrayList<>(left);
            others.remove(member);
            for (String value : spellings(member.getValue())) {
                String text = JSON.valueToTree(member.getKey()) + ":" + value;
                orders(done.isEmpty() ? text : done + "," + text, others, result);
            }
        }
    }

    private static List<String> join(List<String> heads, List<String> tails) {
        return heads.stream()
                .flatMap(head -> tails.stream().map(tail -> head.isEmpty() ? tail : head + "," + tail))
                .toList();
    }
}
