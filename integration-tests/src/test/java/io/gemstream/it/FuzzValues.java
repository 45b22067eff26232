package io.gemstream.it;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Draws values of one field: the usual ones, those at the edges of its type, and those that look right and are not. */
final class FuzzValues {

    private static final List<String> TEXTS = List.of("", " ", "a", "the cat", "\0", "\n\n", "\t", "\uFEFFx", "null",
            "<bos>", "<eos>", "<start_of_turn>user\n", "<end_of_turn>", "<unused0>", "ünïcödé 漢字 🜁", "\u202Eabc",
            "e\u0301", "%s%n%d", "${jndi:x}", "../../etc", "'; --", "{}", "[]", "\"", "\\", "0", "-1", "1e999", "true",
            "gemstream.tokens", "operations/", "worker/", "a".repeat(300), "é".repeat(3_000), "word ".repeat(400));
    private static final List<String> SCHEMAS = List.of("{}", "true", "false", "{\"type\":\"object\"}",
            "{\"type\":\"integer\",\"minimum\":3}", "{\"enum\":[\"a\",1,null]}", "{\"$ref\":\"#\"}",
            "{\"$ref\":\"#/$defs/x\"}", "{\"allOf\":[]}", "{\"type\":\"string\",\"pattern\":\"(\"}",
            "{\"type\":\"array\",\"items\":{\"type\":\"boolean\"},\"maxItems\":2}", "{\"minLength\":1e9}", "{", "[]",
            "{\"type\":\"string\",\"maxLength\":1000000}", "{\"not\":{}}", "{\"const\":\"\\ud800\"}",
            "{\"type\":\"integer\",\"multipleOf\":7,\"minimum\":1}", "{\"multipleOf\":1e-300}", "{\"multipleOf\":0}",
            "{\"type\":\"object\",\"patternProperties\":{\"^a\":{\"type\":\"integer\"}},\"additionalProperties\":false}",
            "{\"oneOf\":[{\"type\":\"integer\",\"maximum\":3},{\"type\":\"array\",\"maxItems\":2}]}",
            "{\"type\":\"string\",\"pattern\":\"^[a-c]+$\",\"maxLength\":4}", "{\"enum\":[1e999999999]}");
    private static final List<String> PATTERNS = List.of("a*", "(a|b){2,3}", "(", "a{1000000}", "(a*)*", "\\d+", "[z-a]",
            "(?<=a)b", "\\1", "^$", ".", "\\p{L}", "(?!a)b",
            "((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9}");
    private static final List<String> GRAMMARS = List.of("root ::= \"a\"", "root ::= root", "root ::= [a-z]+",
            "x ::= \"a\"", "root ::=", "root ::= \"a\" root | \"\"", "root ::= (\"a\"{1000}){1000}");
    private static final Map<String, List<String>> BY_FIELD = Map.of(
            "model", List.of(TinyModel.NAME, TinyModel.NAME, "", "nope", "gemma 2", "GEMMA2-TINY", "gemma2-tiny/"),
            "service", List.of("", "gateway", "tokenizer", "worker/" + TinyModel.NAME, "worker/", "nope"),
            "filter", List.of("", "done=true", "model=" + TinyModel.NAME, "tenant=default", "state=ENDED", "x=", "=", "AND"),
            "page_token", List.of("", "x", "AAAA", "MTIz"),
            "json_schema", SCHEMAS,
            "regex", PATTERNS,
            "gbnf", GRAMMARS,
            "model_name", List.of(TinyModel.NAME, TinyModel.NAME, "", "nope"),
            "datatype", List.of("BYTES", "BOOL", "FP16", "bytes", "INT64"));

    private final Random random;
    private final FuzzIds ids;

    FuzzValues(Random random, FuzzIds ids) {
        this.random = random;
        this.ids = ids;
    }

    /** A value of a field's type that is not a message; for one of a map or a list, of one element. */
    Object draw(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT -> integer(field.getName());
            case LONG -> random.nextBoolean() ? (long) integer(field.getName())
                    : pick(List.of(Long.MIN_VALUE, Long.MAX_VALUE, -1L, 0L, 1L << 32, random.nextLong()));
            case FLOAT -> (float) number();
            case DOUBLE -> number();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text(field.getName());
            case BYTE_STRING -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                yield ByteString.copyFrom(bytes);
            }
            case ENUM -> enumeration(field.getEnumType());
            case MESSAGE -> throw new IllegalArgumentException(field.getFullName());
        };
    }

    /** A number of tokens: small, since many are asked for; now and then one that is cut by the context or refused. */
    private int tokens() {
        return random.nextInt(500) == 0 ? pick(List.of(8192, 100_000, Integer.MAX_VALUE, 600, 0, -1))
                : 1 + random.nextInt(4);
    }

    private int integer(String field) {
        if (field.equals("max_tokens")) {
            return tokens();
        }
        return switch (random.nextInt(6)) {
            case 0 -> pick(List.of(Integer.MIN_VALUE, Integer.MAX_VALUE, -1, 0, 1 << 16, 1 << 24));
            case 1 -> random.nextInt();
            case 2 -> random.nextInt(600);
            default -> random.nextInt(21);
        };
    }

    private double number() {
        return switch (random.nextInt(6)) {
            case 0 -> pick(List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, -0.0));
            case 1 -> pick(List.of(1e-40, 1e-38, 1e-30, 1e-7, 1e30, 3e38, -1e-40));
            case 2 -> random.nextGaussian() * 100;
            default -> random.nextDouble() * 2;
        };
    }

    private String text(String field) {
        List<String> known = BY_FIELD.getOrDefault(field, List.of());
        if (!known.isEmpty() && random.nextInt(8) != 0) {
            return pick(known);
        }
        return switch (field) {
            case "request_id" -> switch (random.nextInt(8)) {
                case 0 -> pick(TEXTS);
                case 1, 2 -> ids.known(random);
                default -> new UUID(
                        random.nextLong() & ~0xf000L | 0x4000L, random.nextLong() >>> 2 | 1L << 63).toString();
            };
            case "name" -> switch (random.nextInt(4)) {
                case 0 -> pick(TEXTS);
                case 1 -> "operations/" + new UUID(random.nextLong(), random.nextLong());
                default -> "operations/" + ids.known(random);
            };
            default -> random.nextInt(50) == 0 ? pick(TEXTS).repeat(20) : pick(TEXTS);
        };
    }

    private Object enumeration(EnumDescriptor type) {
        return random.nextInt(8) == 0 ? type.findValueByNumberCreatingIfUnknown(random.nextInt(1_000))
                : pick(type.getValues());
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
