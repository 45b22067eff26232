package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that breaks is reported with what broke it. */
class ChaosReportTest {

    @Test
    void aRecoveryThatFailsIsKeptAndTheOthersAreAwaited() {
        try (ChaosRecoveries recoveries = new ChaosRecoveries()) {
            recoveries.begin(ChaosFaults.Kind.KILL_BROKER, () -> {
                throw new IllegalStateException("node 2 is not ready within 180 s");
            });
            recoveries.begin(ChaosFaults.Kind.KILL_WORKER, () -> { });
            assertThat(recoveries.await(ChaosFaults.Kind.KILL_BROKER)).isFalse();
            assertThat(recoveries.await(ChaosFaults.Kind.KILL_WORKER)).isTrue();
            assertThat(recoveries.settle()).containsExactly("recovery from KILL_BROKER: "
                    + "java.lang.IllegalStateException: node 2 is not ready within 180 s");
        }
    }

    @Test
    void aBrokenRunIsWrittenWithItsCause(@TempDir Path folder) throws Exception {
        ChaosReport report = ChaosReport.of(ChaosSettings.small(7), 1_500, 0, new ChaosClient(List.of()), List.of(),
                List.of("recovery from KILL_BROKER: timed out"));
        report.write(folder, "broken");
        assertThat(folder.resolve("broken.txt")).content().contains("seed 7", "broken: recovery from KILL_BROKER: timed out");
        assertThat(Files.readString(folder.resolve("broken.json"))).contains("recovery from KILL_BROKER: timed out");
    }
}
