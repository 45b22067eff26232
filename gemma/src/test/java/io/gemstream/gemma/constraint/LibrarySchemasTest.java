package io.gemstream.gemma.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.SpecVersionDetector;
import com.networknt.schema.oas.OpenApi30;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Schemas as libraries write them: each compiles or is refused for a reason that stands here, and what is drawn from the
 * masks is valid for a validator of others.
 */
class LibrarySchemasTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> REFUSED = Map.of(
            "typebox unevaluated", "schema at #: unsupported keyword: unevaluatedProperties");

    /** What the validator does not read: properties that the JDK's expressions lack, an $id that is no URI; or an
     * annotation that it asserts. */
    private static final Set<String> NOT_FOR_THE_VALIDATOR =
            Set.of("zod 3 emoji", "zod 4 emoji", "typebox recursive", "zod 3 base64");

    /** The validator knows today's top-level domains. */
    private static final String OF_TODAY = "must be a valid RFC 5321 Mailbox";

    record Case(String name, JsonNode schema) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> schemas() throws Exception {
        List<Case> cases = new ArrayList<>();
        for (String file : List.of("pydantic", "javascript", "go", "java", "frameworks")) {
            try (InputStream in = LibrarySchemasTest.class.getResourceAsStream("/constraint/schemas/" + file + ".jsonl");
                    MappingIterator<JsonNode> lines = JSON.readerFor(JsonNode.class).readValues(in)) {
                lines.forEachRemaining(line -> cases.add(new Case(line.get("name").asText(), line.get("schema"))));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void compilesAndLeadsToValidDocuments(Case schema) throws Exception {
        String text = schema.schema().toString();
        if (REFUSED.containsKey(schema.name())) {
            assertThatThrownBy(() -> Grammar.jsonSchema(text)).hasMessage(REFUSED.get(schema.name()));
            return;
        }
        byte[][] tokens = Vocabularies.around(new Random(1), 60, "-x-");
        TokenTrie trie = Vocabularies.of(tokens);
        GrammarMasks masks = GrammarMasks.of(Grammar.jsonSchema(text), trie);
        Random random = new Random(schema.name().hashCode());
        Consumer<JsonNode> check = NOT_FOR_THE_VALIDATOR.contains(schema.name())
                ? _ -> {}
                : validator(schema.schema());
        for (int i = 0; i < 20; i++) {
            String document = draw(masks, trie, tokens, random);
            check.accept(JSON.readTree(document));
        }
    }

    private static Consumer<JsonNode> validator(JsonNode schema) {
        JsonMetaSchema openApi = OpenApi30.getInstance();
        String text = schema.toString();
        boolean isOpenApi = text.contains("\"nullable\":true") || text.contains("#/components/") || text.contains("Minimum\":true");
        VersionFlag old = text.contains("\"items\":[") ? VersionFlag.V7 : VersionFlag.V202012;
        JsonSchemaFactory factory = isOpenApi
                ? new JsonSchemaFactory.Builder().defaultMetaSchemaIri(openApi.getIri()).metaSchema(openApi).build()
                : JsonSchemaFactory.getInstance(SpecVersionDetector.detectOptionalVersion(schema, false).orElse(old));
        JsonNode plain = isOpenApi ? ((ObjectNode) schema.deepCopy()).without("$schema") : schema;
        JsonSchema validator = factory.getSchema(
                plain, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
        return value -> assertThat(validator.validate(value).stream().filter(message -> !message.getMessage().contains(OF_TODAY)))
                .as(value.toString()).isEmpty();
    }

    /** A walk over single bytes that makes for the end of strings, lists and objects. */
    private static String draw(GrammarMasks masks, TokenTrie trie, byte[][] tokens, Random random) {
        TokenConstraint constraint = masks.start();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        long[] mask = new long[trie.maskWords()];
        for (int i = 0; i < 20_000; i++) {
            constraint.mask(mask);
            BitSet allowed = BitSet.valueOf(mask);
            if (allowed.get(Vocabularies.END) && random.nextInt(3) > 0) {
                return text.toString(StandardCharsets.UTF_8);
            }
            int token = choose(allowed, tokens, random);
            constraint.accept(token);
            if (token == Vocabularies.END || token == Vocabularies.TURN_END) {
                return text.toString(StandardCharsets.UTF_8);
            }
            text.writeBytes(tokens[token]);
        }
        throw new AssertionError("no end of " + text.toString(StandardCharsets.UTF_8));
    }

    private static int choose(BitSet allowed, byte[][] tokens, Random random) {
        List<Integer> all = allowed.stream().boxed().toList();
        List<Integer> closing = all.stream().filter(t -> tokens[t].length == 1 && "\"]}".indexOf(tokens[t][0]) >= 0).toList();
        List<Integer> ascii = all.stream().filter(t -> tokens[t].length == 1 && tokens[t][0] >= 0x20).toList();
        List<Integer> from = !closing.isEmpty() && random.nextInt(3) > 0 ? closing
                : !ascii.isEmpty() && random.nextInt(4) > 0 ? ascii : all;
        return from.get(random.nextInt(from.size()));
    }
}
