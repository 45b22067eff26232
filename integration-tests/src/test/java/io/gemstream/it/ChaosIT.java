package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random faults while clients read: every transcript must be the one of an undisturbed run. A short run comes with the
 * other tests; {@code -Dit.groups=chaos -Dit.excluded= -Dchaos.generations=500 -Dchaos.seed=7} is for long ones. The
 * report is printed and lies under target, also that of a run that breaks.
 */
class ChaosIT {

    @Test
    void aShortRunLosesRepeatsAndChangesNothing(@TempDir Path data) throws Exception {
        run(data, ChaosSettings.small(seed()), "chaos-short");
    }

    @Test
    @Tag("chaos")
    void aLongRunLosesRepeatsAndChangesNothing(@TempDir Path data) throws Exception {
        run(data, ChaosSettings.large(seed(), Integer.getInteger("gemstream.chaos.generations", 500),
                Duration.ofMinutes(Long.getLong("gemstream.chaos.minutes", 30))), "chaos-long");
    }

    private static void run(Path data, ChaosSettings settings, String name) throws Exception {
        ChaosReport report = ChaosRun.of(data, settings);
        report.write(Path.of("target"), name);
        System.out.println(report.text());
        assertThat(report.broken()).isEmpty();
        assertThat(report.failures()).isEmpty();
        assertThat(report.lost() + report.repeated() + report.different()).isZero();
        assertThat(report.generations()).isEqualTo(settings.generations());
        assertThat(report.outcomes()).doesNotContainKey(ChaosStream.Outcome.OPEN);
        assertThat(report.faults()).containsOnlyKeys(ChaosFaults.Kind.values());
    }

    private static long seed() {
        return Long.getLong("gemstream.chaos.seed", 1);
    }
}
