package io.gemstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeCharsetTest {

    @Test
    void theCharsetOfPosixIsAProblem() {
        assertThat(NativeCharset.problem("ANSI_X3.4-1968")).hasValueSatisfying(
                line -> assertThat(line).contains("ANSI_X3.4-1968", "LC_ALL=C.UTF-8").doesNotContain("\n"));
        assertThat(NativeCharset.problem("US-ASCII")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1", "windows-1252", "unheard-of"})
    void otherCharsetsHaveTheirUsersCharacters(String name) {
        assertThat(NativeCharset.problem(name)).isEmpty();
    }
}
