package io.gemstream.gemma.backend.pjrt.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OptionValueTest {

    @Test
    void hasTheTypeOfWhatWasWritten() {
        assertThat(OptionValue.parse("true")).isEqualTo(new OptionValue.Flag(true));
        assertThat(OptionValue.parse("2")).isEqualTo(new OptionValue.Whole(2));
        assertThat(OptionValue.parse("-7")).isEqualTo(new OptionValue.Whole(-7));
        assertThat(OptionValue.parse("0.25")).isEqualTo(new OptionValue.Real(0.25f));
        assertThat(OptionValue.parse("bfc")).isEqualTo(new OptionValue.Text("bfc"));
        assertThat(OptionValue.parse("1x1x1")).isEqualTo(new OptionValue.Text("1x1x1"));
        assertThat(OptionValue.parse("")).isEqualTo(new OptionValue.Text(""));
        assertThat(OptionValue.parse("0,2")).isInstanceOfSatisfying(
                OptionValue.Wholes.class, wholes -> assertThat(wholes.values()).containsExactly(0, 2));
    }
}
