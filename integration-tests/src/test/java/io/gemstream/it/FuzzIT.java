package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random and mutated requests on all services of gRPC and on the prompts topics, made from the descriptors, with good ones
 * among them: no call ends with a fault of ours, hangs or is reset, no prompt is lost in silence, and what was accepted
 * ends. A short run comes with the other tests; {@code -Dit.groups=fuzz -Dit.excluded= -Dfuzz.requests=1000000
 * -Dfuzz.seed=7} is for long ones. The report lies under target.
 */
class FuzzIT {

    @Test
    void aFewRandomRequestsFindNoFault(@TempDir Path data) throws Exception {
        run(data, FuzzSettings.small(seed()), "fuzz-short.txt");
    }

    @Test
    @Tag("fuzz")
    void manyRandomRequestsFindNoFault(@TempDir Path data) throws Exception {
        run(data, FuzzSettings.large(seed(), Long.getLong("gemstream.fuzz.requests", 1_000_000)), "fuzz-long.txt");
    }

    private static void run(Path data, FuzzSettings settings, String name) throws Exception {
        FuzzReport report = FuzzRun.of(data, settings);
        report.write(Path.of("target", name));
        System.out.println(report.text());
        assertThat(report.faults()).as(report.text()).isZero();
        assertThat(report.asked()).isEqualTo(settings.requests());
    }

    private static long seed() {
        return Long.getLong("gemstream.fuzz.seed", 1);
    }
}
