package io.gemstream.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.backend.cpu.NumericProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class ProfileConverterTest {

    private final ProfileConverter converter = new ProfileConverter();

    @ParameterizedTest
    @CsvSource({"exact, EXACT", "fast, FAST", "FAST, FAST"})
    void readsNames(String written, NumericProfile profile) {
        assertThat(converter.convert(written)).isEqualTo(profile);
    }

    @Test
    void autoIsTheMachinesBest() {
        assertThat(converter.convert("auto")).isEqualTo(NumericProfile.best());
    }

    @Test
    void otherNamesAreRefused() {
        assertThatThrownBy(() -> converter.convert("bf16"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'bf16' (expected: auto, exact or fast)");
    }
}
