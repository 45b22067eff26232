package io.gemstream.worker.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.backend.cpu.NumericProfile;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From {@code gemstream.device.profile} to what a CPU computes in, and what is said of it. */
class CpuProfileTest {

    @ParameterizedTest
    @CsvSource({"exact, EXACT", "fast, FAST"})
    void theConfigurationsIsTakenWhateverTheMachine(String configured, NumericProfile profile) {
        assertThat(CpuProfile.of(configured)).isEqualTo(new CpuProfile(profile, Optional.empty()));
    }

    @Test
    void autoIsTheMachinesBest() {
        assertThat(CpuProfile.of("auto")).isEqualTo(CpuProfile.chosen(NumericProfile.best()));
    }

    @Test
    void saysHowToGetTheReferencesNumbers() {
        CpuProfile chosen = CpuProfile.chosen(NumericProfile.FAST);
        assertThat(chosen.profile()).isEqualTo(NumericProfile.FAST);
        assertThat(chosen.note()).hasValue("computes in fast (8-bit activations where weights are quantised, as llama.cpp"
                + " does; gemstream.device.profile=exact gives the reference's numbers)");
    }

    @Test
    void saysWhatTheMachineLacksAndWhatThatCosts() {
        CpuProfile chosen = CpuProfile.chosen(NumericProfile.EXACT);
        assertThat(chosen.profile()).isEqualTo(NumericProfile.EXACT);
        assertThat(chosen.note()).hasValueSatisfying(note -> assertThat(note)
                .startsWith("computes in exact: this machine lacks what fast needs (")
                .contains(NumericProfile.FAST.needs())
                .endsWith("four times the arithmetic in prefill"));
    }
}
