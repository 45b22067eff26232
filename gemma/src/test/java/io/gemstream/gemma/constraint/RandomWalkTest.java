package io.gemstream.gemma.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever tokens are drawn from the masks, the text that comes out is JSON and what the schema asks for. */
class RandomWalkTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** @param holds says of the parsed text what the schema says */
    record Walk(String schema, Predicate<JsonNode> holds) {
        @Override
        public String toString() {
            return schema;
        }
    }

    static List<Walk> walks() {
        return List.of(
                new Walk("{\"type\":\"string\",\"minLength\":3,\"maxLength\":5}",
                        v -> v.isTextual() && length(v) >= 3 && length(v) <= 5),
                new Walk("{\"type\":\"integer\",\"minimum\":-17,\"exclusiveMaximum\":230}",
                        v -> v.isIntegralNumber() && v.asLong() >= -17 && v.asLong() < 230),
                new Walk("{\"type\":\"number\",\"exclusiveMinimum\":0.25,\"maximum\":7}",
                        v -> v.isNumber() && v.asDouble() > 0.25 && v.asDouble() <= 7),
                new Walk("{\"type\":\"string\",\"format\":\"date-time\"}", v -> isDateTime(v.asText())),
                new Walk("{\"type\":\"string\",\"pattern\":\"^[A-Z]{2}-\\\\d+$\"}",
                        v -> v.asText().matches("[A-Z]{2}-[0-9]+")),
                new Walk("{\"enum\":[\"a\",\"ab\",1,null]}", v -> Set.of("\"a\"", "\"ab\"", "1",
                "null").contains(v.toString())),
                new Walk("{\"type\":\"array\",\"items\":{\"type\":\"boolean\"},\"minItems\":1,\"maxItems\":3}",
                        v -> v.isArray() && v.size() >= 1 && v.size() <= 3 && all(v, JsonNode::isBoolean)),
                new Walk("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"null\"},\"b\":{\"type\":\"integer\"}},"
                        + "\"required\":[\"b\"],\"additionalProperties\":false}",
                        v -> v.get("b").isIntegralNumber() && (!v.has("a") || v.get("a").isNull())
                                && v.size() == (v.has("a") ? 2 : 1)),
                new Walk("{\"$ref\":\"#/$defs/n\",\"$defs\":{\"n\":{\"type\":\"object\","
                        + "\"properties\":{\"kids\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/n\"}}},"
                        + "\"required\":[\"kids\"],\"additionalProperties\":false}}}",
                        RandomWalkTest::isTree));
    }

    @ParameterizedTest
    @MethodSource("walks")
    void drawnTextsAreValid(Walk walk) throws Exception {
        Random random = new Random(walk.schema().hashCode());
        byte[][] tokens = Vocabularies.around(
                random, 150, "{\"a\":null,\"b\":12,\"kids\":[{\"kids\":[]}]}", "2024-02-29T23:59:01Z",
                "\"AB-12\",\"ab\"", "[true,false]");
        TokenTrie trie = Vocabularies.of(tokens);
        GrammarMasks masks = GrammarMasks.of(Grammar.jsonSchema(walk.schema()), trie);
        Set<String> texts = new HashSet<>();
        int finished = 0;
        for (int i = 0; i < 200; i++) {
            String text = draw(masks, trie, tokens, random);
            if (!text.isEmpty()) {
                assertThat(walk.holds().test(JSON.readTree(text))).as(text).isTrue();
                texts.add(text);
                finished++;
            }
        }
        assertThat(finished).isGreaterThan(100);
        assertThat(texts.size()).isGreaterThan(3);
    }

    /** Empty if the walk does not come to an end. */
    private static String draw(GrammarMasks masks, TokenTrie trie, byte[][] tokens, Random random) {
        TokenConstraint constraint = masks.start();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        long[] mask = new long[trie.maskWords()];
        for (int i = 0; i < 100; i++) {
            constraint.mask(mask);
            List<Integer> allowed = new ArrayList<>();
            BitSet.valueOf(mask).stream().forEach(allowed::add);
            int token = allowed.get(0) == Vocabularies.END && random.nextInt(3) == 0
                    ? Vocabularies.END
                    : allowed.get(random.nextInt(allowed.size()));
            constraint.accept(token);
            if (constraint.mustEnd() && (token == Vocabularies.END || token == Vocabularies.TURN_END)) {
                return text.toString(StandardCharsets.UTF_8);
            }
            text.writeBytes(tokens[token]);
        }
        return "";
    }

    /** Not by OffsetDateTime: RFC 3339 has offsets up to 23:59, Java up to 18:00. */
    private static boolean isDateTime(String text) {
        return LocalDateTime.parse(text.substring(0, 19).toUpperCase(Locale.ROOT)).getYear() >= 0
                && text.substring(19).matches("(\\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])");
    }

    private static boolean isTree(JsonNode node) {
        return node.isObject()
                && node.size() == 1
                && node.get("kids").isArray()
                && all(node.get("kids"), RandomWalkTest::isTree);
    }

    private static boolean all(JsonNode array, Predicate<JsonNode> test) {
        return array.valueStream().allMatch(test);
    }

    private static int length(JsonNode text) {
        return text.asText().codePointCount(0, text.asText().length());
    }
}
