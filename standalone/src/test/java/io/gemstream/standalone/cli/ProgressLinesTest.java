package io.gemstream.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

    private static final int MEBI = 1 << 20;
    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();

    @Test
    void writesALineEveryFewSecondsWhereNobodyCanRewriteIt() {
        ProgressLines lines = lines(false);
        for (int second = 0; second <= 5; second++) {
            clock.set(second * SECOND);
            lines.at("downloading", second * 2L * MEBI, 20L * MEBI);
        }
        lines.stepDone();

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("""
                  downloading 6.0 MiB of 20.0 MiB, 30 %, 2.0 MiB/s
                  downloading 10.0 MiB of 20.0 MiB, 50 %, 2.0 MiB/s
                """);
    }

    @Test
    void rewritesOneLineOnATerminal() {
        ProgressLines lines = lines(true);
        lines.at("downloading", 0, 0);
        clock.set(SECOND);
        lines.at("downloading", MEBI, 0);
        lines.note("lost");

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(
                "\r\033[K  downloading 1.0 MiB, 1.0 MiB/s\r\033[K  downloading 1.0 MiB, 1.0 MiB/s\nlost\n");
    }

    @Test
    void ratesOnlyTheBytesOfThisFetch() {
        ProgressLines lines = lines(false);
        lines.at("downloading", 8L * MEBI, 10L * MEBI);
        clock.set(SECOND);
        lines.at("downloading", 9L * MEBI, 10L * MEBI);
        lines.stepDone();

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("  downloading 9.0 MiB of 10.0 MiB, 90 %, 1.0 MiB/s\n");
    }

    private ProgressLines lines(boolean terminal) {
        return new ProgressLines(new PrintStream(err, true, StandardCharsets.UTF_8), terminal, clock::get);
    }
}
