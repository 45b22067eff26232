package io.gemstream.proto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EchoTest {

    @Test
    void aShortValueStandsAsItCame() {
        assertThat(Echo.quoted("")).isEqualTo("\"\"");
        assertThat(Echo.quoted("na\u00efve \u6f22\u5b57 \uD83D\uDE00")).isEqualTo("\"na\u00efve \u6f22\u5b57 \uD83D\uDE00\"");
        assertThat(Echo.quoted("x".repeat(100))).isEqualTo('"' + "x".repeat(100) + '"');
    }

    @Test
    void ofALongOneTheBeginningStandsAndItsLength() {
        assertThat(Echo.quoted("x".repeat(5_000))).isEqualTo('"' + "x".repeat(100) + "...\" (5000 characters)");
    }

    @Test
    void whatIsNotSeenButDoesSomethingIsSpelledOut() {
        assertThat(Echo.quoted("a\nb\u001b[31m\u0085\u202e\u2028c\uD83D"))
                .isEqualTo("\"a\\u000Ab\\u001B[31m\\u0085\\u202E\\u2028c\uFFFD\"");
    }

    @Test
    void aBoundedTextKeepsItsEndsAndItsBytes() {
        assertThat(Echo.bounded("short", 5)).isEqualTo("short");
        assertThat(Echo.bounded("name: " + "\uD83D\uDE00".repeat(1_000) + " (expected: less)", 60))
                .startsWith("name: \uD83D\uDE00").contains(" ... ").endsWith(" (expected: less)")
                .satisfies(text -> assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(60));
    }
}
