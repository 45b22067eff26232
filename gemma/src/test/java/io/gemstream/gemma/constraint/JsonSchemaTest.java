package io.gemstream.gemma.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the suite does not say: spelling, order, options, combinations, and what is refused. */
class JsonSchemaTest {

    private static final String PERSON = """
            {"type": "object", "required": ["name", "extra"], "additionalProperties": {"type": "null"},
             "properties": {"nick": {"type": "string"}, "name": {"type": "string"}, "age": {"type": "integer"}}}""";

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "{\"name\":\"a\",\"extra\":null}; true",
        "{\"nick\":\"\",\"name\":\"a\",\"age\":3,\"extra\":null,\"x\":null}; true",
        "{\"name\":\"a\",\"nick\":\"\",\"extra\":null}; false", "{\"extra\":null,\"name\":\"a\"}; false",
        "{\"name\":\"a\"}; false",
        "{\"name\":\"a\",\"extra\":null,\"x\":1}; false", "{\"name\":\"a\",\"extra\":null,\"age\":null}; false",
        "{\"name\":\"a\",\"extra\":null,\"names\":null,\"nam\":null}; true", "{\"name\": \"a\",\"extra\":null}; false"
    })
    void propertiesComeInTheirOrderWithoutBlanks(String json, boolean accepted) {
        assertThat(Grammar.jsonSchema(PERSON).matches(json)).isEqualTo(accepted);
    }

    @Test
    void flexibleWhitespaceIsBounded() {
        Grammar grammar = Grammar.jsonSchema(
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\"}}}",
                new JsonOptions(true, false, false));
        assertThat(grammar.matches("{\n  \"a\" : [ 1,\n\n\t2 ]\n}")).isTrue();
        assertThat(grammar.matches("{\"a\":[]}")).isTrue();
        assertThat(grammar.matches("{}")).isTrue();
        assertThat(grammar.matches("{  }")).isFalse();
        assertThat(grammar.matches("{\n\n\n}")).isFalse();
        assertThat(grammar.matches(" {}")).isFalse();
    }

    @Test
    void closedObjectsTakeNoOtherProperties() {
        String schema = "{\"type\":\"object\",\"properties\":{\"a\":{}}}";
        assertThat(Grammar.jsonSchema(schema).matches("{\"b\":1}")).isTrue();
        assertThat(Grammar.jsonSchema(schema, new JsonOptions(false, true, false)).matches("{\"b\":1}")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}; \"a\"; 1",
        "{\"oneOf\":[{\"type\":\"integer\",\"maximum\":3},{\"type\":\"number\",\"exclusiveMinimum\":3}]}; 3.5; \"a\"",
        "{\"oneOf\":[{\"properties\":{\"k\":{\"const\":\"a\"}},\"required\":[\"k\"],\"type\":\"object\"},"
                + "{\"properties\":{\"k\":{\"const\":\"b\"}},\"required\":[\"k\"],\"type\":\"object\"}]};"
                + "{\"k\":\"b\"}; {\"k\":\"c\"}",
        "{\"allOf\":[{\"type\":\"string\",\"pattern\":\"^a\"},{\"pattern\":\"b$\",\"maxLength\":3}]};"
                + "\"axb\"; \"axxb\"",
        "{\"type\":\"string\",\"format\":\"date\",\"pattern\":\"^2024\"}; \"2024-02-29\"; \"2023-02-28\"",
        "{\"enum\":[1,\"a\",null],\"type\":[\"string\",\"null\"]}; null; 1",
        "{\"const\":{\"b\":[1.50,\"\\n\"],\"a\":{}}}; {\"b\":[1.5,\"\\n\"],\"a\":{}}; {\"a\":{},\"b\":[1.5,\"\\n\"]}",
        "{\"type\":\"string\",\"pattern\":\"^[\\\"\\\\\\\\\\n]{3}$\"}; \"\\\"\\\\\\n\"; \"\\u0022\\\\\\n\"",
        "{\"type\":\"string\",\"maxLength\":2}; \"\\ud83d\\ude00\\u00e9\"; \"abc\"",
        "{\"type\":\"string\"}; \"\\/\\u0000\"; \"\\ud83d\"",
        "{\"$ref\":\"#/definitions/a~1b%25\",\"definitions\":{\"a/b%\":{\"type\":\"null\"}}}; null; 1",
        "{\"type\":\"array\",\"prefixItems\":[{\"type\":\"null\"}],\"items\":false}; [null]; [null,null]",
        "{\"type\":\"array\",\"items\":{\"type\":\"null\"},\"minItems\":2,\"maxItems\":3}; [null,null]; [null]",
        "{\"x-order\":1,\"title\":\"t\",\"default\":1,\"type\":\"null\"}; null; 1"
    })
    void combinations(String schema, String accepted, String refused) {
        assertThat(Grammar.jsonSchema(schema).matches(accepted)).isTrue();
        assertThat(Grammar.jsonSchema(schema).matches(refused)).isFalse();
    }

    @Test
    void jsonObjectIsAnyObjectAndNothingElse() {
        assertThat(Grammar.jsonObject().matches("{\"a\":[{},[],-0.5E+7,\"\\u00e9\",true,false,null]}")).isTrue();
        assertThat(Grammar.jsonObject().matches("[]")).isFalse();
        assertThat(Grammar.jsonObject().matches("{\"a\":01}")).isFalse();
        assertThat(Grammar.jsonObject().matches("{\"a\":1,}")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "not", "if", "then", "else", "contains", "minContains", "maxContains", "dependentRequired", "dependentSchemas",
        "dependencies", "patternProperties", "propertyNames", "minProperties", "maxProperties", "unevaluatedItems",
        "unevaluatedProperties", "multipleOf", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$vocabulary",
        "additionalItems", "nullable", "anyof"
    })
    void refusesOtherKeywordsByName(String keyword) {
        assertThatThrownBy(() -> Grammar.jsonSchema("{\"properties\":{\"a/b\":{\"" + keyword + "\":1}}}"))
                .isInstanceOf(ConstraintException.class)
                .hasMessage("schema at #/properties/a~1b: unsupported keyword: " + keyword);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "{\"uniqueItems\":true}; unsupported keyword: uniqueItems", "{\"format\":\"iri\"}; unsupported format: iri",
        "{\"$ref\":\"other.json\"}; unsupported reference: other.json", "{\"$ref\":\"#/$defs/a\"}; there is nothing",
        "{\"items\":[{}]}; unsupported: items as an array",
        "{\"$schema\":\"http://example.com/mine\"}; unsupported dialect",
        "{\"items\":{\"$id\":\"a\"}}; unsupported keyword: $id", "{\"type\":\"int\"}; type: int",
        "{\"type\":3}; expected a string",
        "{\"maxLength\":-1}; natural number", "{\"maximum\":\"1\"}; expected a number",
        "{\"required\":\"a\"}; expected an array",
        "{\"properties\":[]}; expected an object", "{\"pattern\":\"(?=a)\"}; look-ahead", "[]; not a schema",
        "{; not JSON",
        "{\"a\":1,\"a\":2}; not JSON", "{} {}; more than one", "{\"minimum\":1e999}; exponent within",
        "{\"oneOf\":[{\"type\":\"number\"},{\"type\":\"integer\"}]}; oneOf whose branches 0 and 1",
        "false; no text can satisfy",
        "{\"type\":\"string\",\"minLength\":3,\"maxLength\":2}; no text can satisfy",
        "{\"$ref\":\"#\"}; no text can satisfy",
        "{\"allOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]}; leads back to itself",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"]}; no text can satisfy",
        "{\"type\":\"string\",\"pattern\":\"a.*b.*c\",\"maxLength\":9000}; need more than",
        "{\"type\":\"string\",\"maxLength\":2000000}; too large"
    })
    void saysWhatIsWrong(String schema, String reason) {
        assertThatThrownBy(() -> Grammar.jsonSchema(schema))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining(reason);
    }

    /** Schemas come from strangers: whatever their size, the answer is a grammar or a ConstraintException. */
    @Test
    void hugeSchemasAreRefusedOrCompiled() {
        String name = "n".repeat(5_000);
        assertThatThrownBy(() -> Grammar.jsonSchema("{\"properties\":{\"" + name + "\":{}}}"))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("property name of 5000");
        assertThatThrownBy(() -> Grammar.jsonSchema("{\"prefixItems\":[{}" + ",{}".repeat(5_000) + "]}"))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("optional prefixItems");
        assertThatThrownBy(() -> Grammar.jsonSchema("{\"items\":".repeat(5_000) + "{}" + "}".repeat(5_000)))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("not JSON");
        String list = "[1" + ",1".repeat(20_000) + "]";
        assertThat(Grammar.jsonSchema("{\"const\":" + list + "}").matches(list)).isTrue();
        StringBuilder chain = new StringBuilder("{\"$ref\":\"#/$defs/0\",\"$defs\":{");
        for (int i = 0; i < 10_000; i++) {
            chain.append('"').append(i).append("\":{\"$ref\":\"#/$defs/").append(i + 1).append("\"},");
        }
        assertThat(Grammar.jsonSchema(chain + "\"10000\":{\"type\":\"null\"}}}").matches("null")).isTrue();
        assertThatThrownBy(() -> Grammar.jsonSchema(chain + "\"10000\":{\"type\":\"null\"}},\"maximum\":1}"))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("a chain of more than");
    }

    @Test
    void overlappingOneOfIsAnyOfOnRequest() {
        String schema = "{\"oneOf\":[{\"type\":\"number\"},{\"type\":\"integer\"}]}";
        assertThat(Grammar.jsonSchema(schema, new JsonOptions(false, false, true)).matches("1")).isTrue();
    }
}
