package io.gemstream.gemma.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonMetadataTest {

    @TempDir
    Path folder;

    @Test
    void readsEachType() throws IOException {
        JsonMetadata json = read("{\"i\":7,\"d\":1e-6,\"b\":true,\"s\":\"\u00e9\",\"a\":[1,2],\"t\":[\"x\"],\"o\":{\"k\":3},"
                + "\"l\":[{\"k\":4}],\"n\":null}");
        assertThat(json.integer("i")).hasValue(7);
        assertThat(json.real("i")).hasValue(7);
        assertThat(json.real("d")).hasValue(1e-6);
        assertThat(json.bool("b")).contains(true);
        assertThat(json.text("s")).contains("\u00e9");
        assertThat(json.integers("a")).contains(List.of(1L, 2L));
        assertThat(json.texts("t")).contains(List.of("x"));
        assertThat(json.object("o").orElseThrow().integer("k")).hasValue(3);
        assertThat(json.objects("l").orElseThrow().getFirst().integer("k")).hasValue(4);
        assertThat(json.keys()).containsExactly("i", "d", "b", "s", "a", "t", "o", "l");
    }

    @Test
    void nullCountsAsAbsent() throws IOException {
        JsonMetadata json = read("{\"n\":null}");
        assertThat(json.has("n")).isFalse();
        assertThat(json.isNull("n")).isTrue();
        assertThat(json.isNull("other")).isFalse();
        assertThat(json.integer("n")).isEmpty();
        assertThat(json.real("n")).isEmpty();
        assertThat(json.text("n")).isEmpty();
        assertThat(json.object("n")).isEmpty();
        assertThat(json.texts("n")).isEmpty();
    }

    @Test
    void namesFileKeyAndWhatItFound() throws IOException {
        JsonMetadata json = read("{\"o\":{\"i\":\"x\",\"a\":[1,\"y\"],\"d\":2.5,\"m\":{}}}").object("o").orElseThrow();
        assertRefused(() -> json.integer("i"), "o.i: found x (expected: an integer)");
        assertRefused(() -> json.integer("d"), "o.d: found 2.5 (expected: an integer)");
        assertRefused(() -> json.real("i"), "o.i: found x (expected: a number)");
        assertRefused(() -> json.bool("d"), "o.d: found 2.5 (expected: true or false)");
        assertRefused(() -> json.text("d"), "o.d: found 2.5 (expected: a string)");
        assertRefused(() -> json.texts("a"), "o.a: found an array (expected: an array of strings)");
        assertRefused(() -> json.integers("a"), "o.a: found an array (expected: an array of integers)");
        assertRefused(() -> json.integers("m"), "o.m: found an object (expected: an array)");
        assertRefused(() -> json.object("a"), "o.a: found an array (expected: an object)");
        assertRefused(() -> json.objects("a"), "o.a[0]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"a\":1,\"a\":2} | Duplicate field", "{\"a\":1} {} | more than one JSON value", "[1] | no JSON object",
        "{\"a\":NaN} | not valid JSON", "{\"a\":1 | not valid JSON", "`` | no JSON object", "{\"a\":01} | not valid JSON"
    })
    void refusesWhatIsNoJson(String content, String message) {
        assertRefused(() -> read(content), message);
    }

    /** Deep nesting must not become a stack overflow. */
    @Test
    void refusesBottomlessNesting() {
        assertRefused(() -> read("{\"a\":" + "[".repeat(100_000)), "not valid JSON");
    }

    private JsonMetadata read(String content) throws IOException {
        return JsonMetadata.read(Files.writeString(folder.resolve("config.json"), content));
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(message);
    }
}
