package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random kills while clients read: every transcript must be the one of an undisturbed run. A short run comes with the
 * other tests; {@code -Dit.groups=chaos -Dit.excluded= -Dchaos.faults=200 -Dchaos.seed=7} is for long ones. A seed fixes the
 * order of faults and requests, not the timing of processes.
 */
class ChaosIT {

    @Test
    void aShortRunLosesRepeatsAndChangesNothing(@TempDir Path data) throws Exception {
        run(data, 6);
    }

    @Test
    @Tag("chaos")
    void aLongRunLosesRepeatsAndChangesNothing(@TempDir Path data) throws Exception {
        run(data, Integer.getInteger("gemstream.chaos.faults", 100));
    }

    private static void run(Path data, int faults) throws Exception {
        ChaosRun.Report report = ChaosRun.of(data, Long.getLong("gemstream.chaos.seed", 1), faults);
        System.out.println(report);
        assertThat(report.failures()).isEmpty();
        assertThat(report.lost() + report.repeated() + report.different()).isZero();
        assertThat(report.tokens()).isPositive();
    }
}
