package io.gemstream.gemma.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        "{\"name\":\"a\",\"extra\":null,\"names\":null,\"nam\":null}; true"
    })
    void propertiesComeInTheirOrder(String json, boolean accepted) {
        assertThat(Grammar.jsonSchema(PERSON).matches(json)).isEqualTo(accepted);
    }

    /** The least of the three that allows the text; those above it do as well. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "{}; COMPACT", "{\"a\":[1,2]}; COMPACT", "{\"a\":[],\"b\":{\"c\":\"  :  \"}}; COMPACT",
        "{ }; SPACED", "{\"a\": [1, 2], \"b\": {}}; SPACED", "{ \"a\": [ 1, 2 ] }; SPACED", "{\"a\" :[ ]}; SPACED",
        "{\"a\":[1 ,2]}; SPACED", "{\"a\": [], \"b\": {\"c\": null}}; SPACED",
        "~{\n  \"a\" : [ 1,\n\n\t2 ]\n}~; PRETTY", "~{\n}~; PRETTY", "~{\"a\":\n[]}~; PRETTY"})
    void blanksBetweenTokensAreThoseAskedFor(String json, JsonWhitespace least) {
        for (String schema : List.of("{\"type\":\"object\"}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\"},\"b\":{\"type\":\"object\"}}}")) {
            for (JsonWhitespace whitespace : JsonWhitespace.values()) {
                assertThat(Grammar.jsonSchema(schema, JsonOptions.of(whitespace)).matches(json))
                        .as("%s by %s", whitespace, schema).isEqualTo(whitespace.compareTo(least) >= 0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" {}", "{} ", "{  }", "{\"a\":  []}", "{\"a\":[1,  2]}", "{\"a\":[\t]}", "{\"a\":[ \n]}", "{\n\n\n}",
        "{\"a\":[1 2]}", "{\"a\": [1, ]}", "{\"a\":[- 1]}"})
    void moreBlanksThanThatAreNobodys(String json) {
        for (JsonWhitespace whitespace : JsonWhitespace.values()) {
            assertThat(Grammar.jsonObject(JsonOptions.of(whitespace)).matches(json)).as(whitespace.name()).isFalse();
        }
    }

    @Test
    void oneSpaceIsTheDefault() {
        assertThat(Grammar.jsonObject().matches("{\"a\": 1}")).isTrue();
        assertThat(Grammar.jsonObject().matches("{\n\"a\": 1}")).isFalse();
        assertThat(Grammar.jsonSchema("{\"const\":{\"a\":[1,{}]}}").matches("{\"a\": [1, {}]}")).isTrue();
        assertThat(Grammar.jsonSchema("{\"const\":{\"a\":[1,{}]}}").matches("{\"a\":\n[1, {}]}")).isFalse();
    }

    @Test
    void prettyPrintingIsBounded() {
        Grammar grammar = Grammar.jsonSchema(
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\"}}}",
                JsonOptions.of(JsonWhitespace.PRETTY));
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
        assertThat(Grammar.jsonSchema(schema, new JsonOptions(JsonWhitespace.SPACED, true, false)).matches("{\"b\":1}"))
                .isFalse();
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

    /** What OpenAPI and old drafts write otherwise, and what says nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "{\"type\":\"string\",\"nullable\":true,\"example\":3}; null; 3",
        "{\"type\":\"string\",\"nullable\":false}; \"\"; null", "{\"enum\":[\"a\"],\"nullable\":true}; null; \"b\"",
        "{\"nullable\":true,\"allOf\":[{\"$ref\":\"#/components/a\"}],\"components\":{\"a\":{\"type\":\"boolean\"}}};"
                + " null; 1",
        "{\"type\":\"integer\",\"minimum\":3,\"exclusiveMinimum\":true}; 4; 3",
        "{\"type\":\"number\",\"exclusiveMaximum\":false,\"maximum\":3}; 3; 3.1",
        "{\"type\":\"integer\",\"format\":\"int32\"}; 2147483647; 2147483648",
        "{\"type\":\"integer\",\"format\":\"int64\"}; -9223372036854775808; -9223372036854775809",
        "{\"type\":\"integer\",\"format\":\"uint8\"}; 255; -1", "{\"type\":\"number\",\"format\":\"int8\"}; 127; 1.5",
        "{\"type\":\"integer\",\"format\":\"int32\",\"minimum\":5}; 5; 4",
        "{\"type\":\"string\",\"format\":\"int32\"}; \"x\"; 1", "{\"type\":\"number\",\"format\":\"double\"}; 1e9; \"1\"",
        "{\"type\":\"string\",\"format\":\"phone\"}; \"x\"; 1", "{\"type\":\"string\",\"format\":\"uri\"}; \"http://a.b/c?d#e\"; \"a\"",
        "{\"type\":\"string\",\"format\":\"byte\"}; \"YWI=\"; \"YW\"",
        "{\"type\":\"integer\",\"multipleOf\":0.5}; 3; 0.5", "{\"not\":false,\"type\":\"null\"}; null; 1",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"not\":{}}}}; {\"b\":1}; {\"a\":1}",
        "{\"type\":\"object\",\"minProperties\":0,\"propertyNames\":{\"type\":\"string\"}}; {}; 1",
        "{\"items\":[{\"type\":\"null\"}],\"additionalItems\":false,\"type\":\"array\"}; [null]; [null,1]",
        "{\"items\":{\"type\":\"null\"},\"additionalItems\":false,\"type\":\"array\"}; [null,null]; [1]",
        "{\"$ref\":\"#b\",\"$defs\":{\"x\":{\"$anchor\":\"b\",\"type\":\"null\"}}}; null; 1",
        "{\"$id\":\"N\",\"type\":\"array\",\"items\":{\"$ref\":\"N\"}}; [[],[[]]]; [1]",
        "{\"$defs\":{\"a\":{\"$id\":\"A\",\"$ref\":\"#/$defs/b\",\"$defs\":{\"b\":{\"type\":\"null\"}}},\"b\":{\"const\":1}},"
                + "\"$ref\":\"A\"}; null; 1"
    })
    void otherDialects(String schema, String accepted, String refused) {
        assertThat(Grammar.jsonSchema(schema).matches(accepted)).isTrue();
        assertThat(Grammar.jsonSchema(schema).matches(refused)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "{\"items\":{\"enum\":[\"a\",\"b\",\"c\"]}}; [\"c\",\"a\"]; [\"c\",\"a\",\"c\"]",
        "{\"items\":{\"type\":\"boolean\"},\"minItems\":1}; [false,true]; [true,true]",
        "{\"items\":{\"type\":\"integer\",\"minimum\":1,\"exclusiveMaximum\":4}}; [3,1,2]; [1,1]",
        "{\"prefixItems\":[{\"type\":\"null\"}],\"items\":{\"type\":[\"null\",\"boolean\"]}}; [null,true]; [null,null]",
        "{\"items\":{\"anyOf\":[{\"const\":1},{\"const\":2}]},\"maxItems\":1}; [2]; [1,2]",
        "{\"items\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":40},\"maxItems\":2}; [40,7]; [7,7]",
        "{\"enum\":[[1],[1,1]]}; [1]; [1,1]"
    })
    void uniqueItemsIsKeptWhereItemsAreFew(String schema, String accepted, String refused) {
        Grammar grammar = Grammar.jsonSchema("{\"type\":\"array\",\"uniqueItems\":true," + schema.substring(1));
        assertThat(grammar.matches(accepted)).isTrue();
        assertThat(grammar.matches(refused)).isFalse();
    }

    /** No grammar can; sets of strings are served all the same. */
    @Test
    void uniqueItemsIsNotKeptForAnyText() {
        assertThat(Grammar.jsonSchema("{\"type\":\"array\",\"uniqueItems\":true,\"items\":{\"type\":\"string\"}}")
                .matches("[\"a\",\"a\"]")).isTrue();
        assertThatThrownBy(() -> Grammar.jsonSchema(
                "{\"type\":\"array\",\"uniqueItems\":true,\"minItems\":3,\"items\":{\"type\":\"boolean\"}}"))
                .hasMessageContaining("no text can satisfy");
    }

    private static final String FIGURES = """
            {"oneOf": [{"$ref": "#/$defs/Circle"}, {"$ref": "#/$defs/Square"}], "discriminator": %s, "$defs": {
              "Circle": {"type": "object", "properties": {"shape": %s, "r": {"type": "boolean"}}},
              "Square": {"type": "object", "properties": {"shape": %s, "s": {"type": "boolean"}}}}}""";

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "{\"propertyName\":\"shape\"}; {\"const\":\"c\"}; {\"const\":\"s\"}; {\"shape\":\"c\",\"r\":true}; {\"r\":true}",
        "{\"propertyName\":\"shape\",\"mapping\":{\"c\":\"#/$defs/Circle\",\"o\":\"Circle\",\"s\":\"Square\"}};"
                + "{\"type\":\"string\"}; {\"type\":\"string\"}; {\"shape\":\"o\"}; {\"shape\":\"Circle\"}",
        "{\"propertyName\":\"shape\"}; {\"type\":\"string\"}; {}; {\"shape\":\"Square\",\"s\":true}; {\"shape\":\"Round\"}",
        "\"shape\"; {\"enum\":[\"c\",\"o\"]}; {\"const\":\"s\"}; {\"shape\":\"o\"}; {\"shape\":\"Circle\"}"
    })
    void discriminatorTellsOptionsApart(
            String discriminator, String circle, String square, String accepted, String refused) {
        Grammar grammar = Grammar.jsonSchema(FIGURES.formatted(discriminator, circle, square));
        assertThat(grammar.matches(accepted)).isTrue();
        assertThat(grammar.matches(refused)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "{\"propertyNames\":{\"pattern\":\"^[a-z]+$\"}}; {\"a\":1,\"b\":2}; {\"A\":1}",
        "{\"propertyNames\":{\"enum\":[\"x\",\"y\"]},\"required\":[\"y\"]}; {\"y\":1,\"x\":2}; {\"y\":1,\"z\":2}",
        "{\"propertyNames\":{\"maxLength\":2},\"properties\":{\"abc\":{}}}; {\"ab\":1}; {\"abc\":1}",
        "{\"propertyNames\":false}; {}; {\"a\":1}",
        "{\"patternProperties\":{\"^a\":{\"type\":\"null\"},\"b$\":{\"const\":null}},\"additionalProperties\":false};"
                + "{\"ab\":null,\"cb\":null}; {\"c\":null}",
        "{\"patternProperties\":{\"^a\":{\"type\":\"null\"}},\"additionalProperties\":{\"type\":\"boolean\"}};"
                + "{\"a\":null,\"b\":true}; {\"a\":true}",
        "{\"patternProperties\":{\"^a\":{\"type\":\"null\"}},\"properties\":{\"ab\":{\"enum\":[null,1]}}};"
                + "{\"ab\":null}; {\"ab\":1}",
        "{\"patternProperties\":{\"^(.*)$\":{\"type\":\"boolean\"}}}; {\"\\\"\":true}; {\"x\":1}"
    })
    void namesOfProperties(String schema, String accepted, String refused) {
        Grammar grammar = Grammar.jsonSchema("{\"type\":\"object\"," + schema.substring(1));
        assertThat(grammar.matches(accepted)).isTrue();
        assertThat(grammar.matches(refused)).isFalse();
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
        "if", "then", "else", "contains", "minContains", "maxContains", "dependentRequired", "dependentSchemas",
        "dependencies", "minProperties", "maxProperties", "unevaluatedItems",
        "unevaluatedProperties", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$vocabulary",
        "anyof"
    })
    void refusesOtherKeywordsByName(String keyword) {
        assertThatThrownBy(() -> Grammar.jsonSchema("{\"properties\":{\"a/b\":{\"" + keyword + "\":1}}}"))
                .isInstanceOf(ConstraintException.class)
                .hasMessage("schema at #/properties/a~1b: unsupported keyword: " + keyword);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "{\"not\":{\"type\":\"null\"}}; schema at #/not: unsupported: not, of anything but {} or false",
        "{\"type\":\"number\",\"multipleOf\":123456}; schema at #/multipleOf: unsupported: multipleOf: 123456 (expected",
        "{\"multipleOf\":0}; schema at #/multipleOf: expected a number above 0",
        "{\"type\":\"integer\",\"allOf\":[{\"multipleOf\":997},{\"multipleOf\":991}]}; unsupported: multipleOf: 988027",
        "{\"type\":\"integer\",\"multipleOf\":7,\"minimum\":1,\"maximum\":6}; no text can satisfy",
        "{\"nullable\":1}; schema at #/nullable: expected true or false",
        "{\"discriminator\":{}}; schema at #/discriminator: discriminator without propertyName",
        "{\"prefixItems\":[],\"items\":[]}; schema at #/items: prefixItems beside items as an array",
        "{\"$ref\":\"other.json\"}; unsupported reference: \"other.json\"", "{\"$ref\":\"#/$defs/a\"}; there is nothing",
        "{\"$schema\":\"http://example.com/mine\"}; unsupported dialect",
        "{\"type\":\"int\"}; schema at #/type: type: int (expected: one of [null, boolean, object, array, number, string]",
        "{\"type\":3}; expected a string",
        "{\"maxLength\":-1}; natural number", "{\"maximum\":\"1\"}; expected a number",
        "{\"required\":\"a\"}; expected an array",
        "{\"properties\":[]}; expected an object", "{\"pattern\":\"x(?<=a)\"}; schema at #/pattern: regex at index 1 of \"x(?<=a)\": unsupported: look-behind", "[]; not a schema",
        "{; not JSON",
        "{\"a\":1,\"a\":2}; not JSON", "{} {}; more than one", "{\"minimum\":1e999}; exponent within",
        "{\"oneOf\":[{\"type\":\"number\"},{\"type\":\"integer\"}]}; oneOf whose branches 0 and 1",
        "false; no text can satisfy",
        "{\"type\":\"string\",\"minLength\":3,\"maxLength\":2}; no text can satisfy",
        "{\"$ref\":\"#\"}; no text can satisfy",
        "{\"allOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]}; leads back to itself",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"]}; no text can satisfy",
        "{\"type\":\"string\",\"pattern\":\"a.*b.*c\",\"maxLength\":20000};"
                + "schema at #/pattern: \"a.*b.*c\": pattern, format and length of a string together need more than",
        "{\"properties\":{\"a\":{\"pattern\":\"(?=.*a.{20}b).*c\"}}};"
                + "schema at #/properties/a/pattern: regex \"(?=.*a.{20}b).*c\": its look-aheads",
        "{\"type\":\"string\",\"maxLength\":2000000}; too large"
    })
    void saysWhatIsWrong(String schema, String reason) {
        assertThatThrownBy(() -> Grammar.jsonSchema(schema))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining(reason);
    }

    private static final String MEASURE = """
            {"type": "object", "properties": {"score": {"type": "integer", "multipleOf": 5}, "price": {"type": "number",
              "multipleOf": 0.01, "minimum": 0}}, "required": ["score"], "additionalProperties": false,
             "patternProperties": {"^score$": {"type": "integer", "maximum": 100}}}""";

    /** guidance-ai/llguidance#265: {@code multipleOf} and {@code patternProperties} about one property. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "{\"score\":35}; true", "{\"score\":-5,\"price\":3.99}; true", "{\"score\":0,\"price\":4}; true",
        "{\"score\":36}; false", "{\"score\":105}; false", "{\"score\":5,\"price\":3.995}; false", "{\"score\":\"5\"}; false",
        "{\"score\":5,\"scores\":5}; false"
    })
    void multiples(String json, boolean accepted) {
        assertThat(Grammar.jsonSchema(MEASURE).matches(json)).isEqualTo(accepted);
        assertThat(Grammar.jsonSchema("{\"enum\":[10,11],\"multipleOf\":5}").matches("11")).isFalse();
        assertThat(Grammar.jsonSchema("{\"type\":\"array\",\"uniqueItems\":true,\"items\":{\"type\":\"integer\","
                + "\"minimum\":0,\"maximum\":12,\"multipleOf\":5}}").matches("[0,5,10]")).isTrue();
    }

    /** mlc-ai/xgrammar#192, with and without a reference. */
    @ParameterizedTest
    @ValueSource(strings = {
        "{\"$ref\":\"#/$defs/Location\"}",
        "{\"type\":\"array\",\"prefixItems\":[{\"$ref\":\"#/$defs/Part\"},{\"$ref\":\"#/$defs/Part\"}],\"minItems\":2,"
                + "\"items\":false}"
    })
    void aPointIsANumberOrAPair(String location) {
        Grammar grammar = Grammar.jsonSchema("""
                {"type": "object", "additionalProperties": false, "properties": {
                  "POINT": {"oneOf": [{"type": "integer", "minimum": 0, "maximum": 500}, %s]}},
                 "$defs": {"Part": {"type": "integer", "minimum": 0, "maximum": 1000},
                  "Location": {"type": "array", "items": {"$ref": "#/$defs/Part"}, "minItems": 2, "maxItems": 2}}}"""
                .formatted(location));
        assertThat(List.of("500", "[0,1000]")).allMatch(point -> grammar.matches("{\"POINT\":" + point + "}"));
        assertThat(List.of("501", "-1", "[1]", "[1,2,3]", "[1,1001]", "[500]", "[]"))
                .noneMatch(point -> grammar.matches("{\"POINT\":" + point + "}"));
    }

    /** Told apart by what no text or number can be at once. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "{\"type\":\"string\",\"format\":\"date\"}; {\"type\":\"string\",\"format\":\"date-time\"}; true",
        "{\"type\":\"string\",\"pattern\":\"^a\"}; {\"type\":\"string\",\"pattern\":\"^b\"}; true",
        "{\"type\":\"string\",\"pattern\":\"^a{3}$\"}; {\"type\":\"string\",\"maxLength\":2}; true",
        "{\"type\":\"string\",\"pattern\":\"a\"}; {\"type\":\"string\",\"pattern\":\"b\"}; false",
        "{\"type\":\"string\",\"pattern\":\"a\"}; {\"type\":\"string\"}; false",
        "{\"type\":\"integer\",\"exclusiveMaximum\":3}; {\"type\":\"integer\",\"exclusiveMinimum\":2}; true",
        "{\"type\":\"number\",\"exclusiveMaximum\":3}; {\"type\":\"number\",\"exclusiveMinimum\":2}; false",
        "{\"type\":\"integer\",\"maximum\":3}; {\"type\":\"integer\",\"minimum\":3}; false"
    })
    void optionsOfOneOfThatExcludeEachOther(String first, String second, boolean served) {
        assertThat(catchThrowable(() -> Grammar.jsonSchema("{\"oneOf\":[" + first + "," + second + "]}")) == null)
                .isEqualTo(served);
    }

    /** vllm-project/vllm#45592: all of them hold, inside arrays too. */
    @Test
    void patternAndLengthsOfItemsHoldTogether() {
        Grammar grammar = Grammar.jsonSchema("{\"type\":\"array\",\"minItems\":2,\"maxItems\":2,\"items\":{\"type\":\"string\","
                + "\"pattern\":\"^[a-z ]*$\",\"minLength\":1,\"maxLength\":8}}");
        assertThat(grammar.matches("[\"a\",\"abc defg\"]")).isTrue();
        assertThat(List.of("[\"a\",\"abc defgh\"]", "[\"\",\"a\"]", "[\"a\",\"A\"]", "[\"a\"]")).noneMatch(grammar::matches);
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

    /** Each part is within its limit; all together are not. */
    @Test
    void manyLargePartsAreRefusedTogether() {
        StringBuilder patterns = new StringBuilder("{\"properties\":{");
        StringBuilder sets = new StringBuilder("{\"properties\":{");
        for (int i = 0; i < 40; i++) {
            String comma = i == 0 ? "" : ",";
            patterns.append(comma).append("\"").append(i).append("\":{\"pattern\":\"^(?=.{").append(9_000 + i)
                    .append("}$)a*\"}");
            sets.append(comma).append("\"").append(i).append("\":{\"type\":\"array\",\"uniqueItems\":true,\"items\":"
                    + "{\"type\":\"integer\",\"minimum\":").append(i).append(",\"exclusiveMaximum\":").append(i + 10)
                    .append("}}");
        }
        assertThatThrownBy(() -> Grammar.jsonSchema(patterns + "}}"))
                .hasMessageStartingWith("schema at #/properties/")
                .hasMessageContaining("its patterns, names and unique items need more than");
        assertThatThrownBy(() -> Grammar.jsonSchema(sets + "}}")).hasMessageContaining("unique items need more than");
    }

    @Test
    void overlappingOneOfIsAnyOfOnRequest() {
        String schema = "{\"oneOf\":[{\"type\":\"number\"},{\"type\":\"integer\"}]}";
        assertThat(Grammar.jsonSchema(schema, new JsonOptions(JsonWhitespace.SPACED, false, true)).matches("1")).isTrue();
    }
}
