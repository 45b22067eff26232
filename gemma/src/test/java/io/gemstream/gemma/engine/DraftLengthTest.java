package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DraftLengthTest {

    private final DraftLength length = new DraftLength(8);

    @Test
    void doublesWhileAllAreRight() {
        assertThat(length.next()).isEqualTo(4);
        length.judge(4, 4);
        assertThat(length.next()).isEqualTo(8);
        length.judge(8, 8);
        assertThat(length.next()).isEqualTo(8);
    }

    @Test
    void followsWhatWasRight() {
        length.judge(4, 2);
        assertThat(length.next()).isEqualTo(3);
    }

    @Test
    void aCutShareDoesNotShrinkIt() {
        length.judge(1, 1);
        assertThat(length.next()).isEqualTo(4);
    }

    @Test
    void pausesLongerAfterEachFailureInARow() {
        length.judge(4, 0);
        assertThat(length.next()).isEqualTo(2);
        length.judge(2, 0);
        assertThat(pause()).isEqualTo(4);
        length.judge(1, 0);
        assertThat(pause()).isEqualTo(8);
        for (int i = 0; i < 100; i++) {
            length.judge(1, 0);
        }
        assertThat(pause()).isEqualTo(64);
        length.judge(1, 1);
        assertThat(length.next()).isEqualTo(2);
    }

    private int pause() {
        int pause = 0;
        while (length.next() == 0) {
            pause++;
        }
        return pause;
    }
}
