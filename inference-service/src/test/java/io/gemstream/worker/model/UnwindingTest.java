package io.gemstream.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnwindingTest {

    private final List<String> closed = new ArrayList<>();

    @Test
    void whatWasOpenedBeforeAFailureIsClosedLastFirst() {
        assertThatThrownBy(() -> {
            try (Unwinding opened = new Unwinding()) {
                opened.add("model", closed::add);
                opened.add("backend", closed::add);
                throw new IllegalStateException("no draft");
            }
        }).hasMessage("no draft");
        assertThat(closed).containsExactly("backend", "model");
    }

    @Test
    void aPartThatFailsToCloseKeepsNoOtherOpen() {
        assertThatThrownBy(() -> {
            try (Unwinding opened = new Unwinding()) {
                opened.add("model", closed::add);
                opened.add("backend", _ -> {
                    throw new IllegalStateException("stuck");
                });
                throw new IllegalStateException("no draft");
            }
        }).hasMessage("no draft").satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        assertThat(closed).containsExactly("model");
    }

    @Test
    void aWholeStaysOpen() {
        try (Unwinding opened = new Unwinding()) {
            opened.add("model", closed::add);
            assertThat(opened.complete("whole")).isEqualTo("whole");
        }
        assertThat(closed).isEmpty();
    }
}
