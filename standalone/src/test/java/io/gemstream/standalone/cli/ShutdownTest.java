package io.gemstream.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownTest {

    private final List<String> closed = new ArrayList<>();

    @Test
    void closesLastFirstAndEverything() {
        try (Shutdown shutdown = Shutdown.atInterrupt()) {
            shutdown.closing(() -> closed.add("broker"));
            shutdown.closing(() -> {
                closed.add("services");
                throw new IllegalStateException("stuck");
            });
            shutdown.closing(() -> closed.add("client"));
        }
        assertThat(closed).containsExactly("client", "services", "broker");
    }
}
