package io.gemstream.gemma.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.kernel.machine.InstructionSet;
import org.junit.jupiter.api.Test;

/** What is computed in where nobody asks for a profile. */
class NumericProfileTest {

    @Test
    void kernelsDecide() {
        assertThat(NumericProfile.best(true)).isEqualTo(NumericProfile.FAST);
        assertThat(NumericProfile.best(false)).isEqualTo(NumericProfile.EXACT);
    }

    @Test
    void thisMachinesAreAskedFor() {
        assertThat(NumericProfile.best()).isEqualTo(NumericProfile.best(InstructionSet.best().isPresent()));
    }

    /** Numbers do not depend on the machine by themselves. */
    @Test
    void optionsAreExactUnlessAsked() {
        assertThat(CpuOptions.builder().build().profile()).isEqualTo(NumericProfile.EXACT);
    }
}
