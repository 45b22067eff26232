package io.gemstream.service.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.v1.ModelRecord;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LiveWorkersTest {

    private static final long HOUR_MS = Duration.ofHours(1).toMillis();

    private long nowMs = HOUR_MS;
    private final LiveWorkers workers = new LiveWorkers(() -> nowMs, () -> nowMs * 1_000_000);

    @Test
    void aWorkerLivesForThreeHeartbeatsWhateverItsClockSays() {
        heartbeat("a", nowMs - 5_000);
        heartbeat("b", nowMs + HOUR_MS);
        nowMs += 2_999;
        assertThat(workers.of("m")).extracting(ModelRecord::getInstanceId).containsExactly("a", "b");
        heartbeat("b", nowMs);
        nowMs += 1;
        assertThat(workers.of("m")).extracting(ModelRecord::getInstanceId).containsExactly("b");
    }

    @Test
    void aRecordThatWasVoidWhenItWasReadIsNoSignOfLife() {
        heartbeat("a", nowMs - 15_000);
        assertThat(workers.of("m")).isEmpty();
    }

    @Test
    void aGoodbyeCountsAtOnce() {
        heartbeat("a", nowMs);
        workers.remove(announcement("a").key());
        assertThat(workers.of("m")).isEmpty();
        assertThat(workers.of("other")).isEmpty();
    }

    private void heartbeat(String id, long atMs) {
        workers.put(announcement(id).key(), announcement(id).at(atMs));
    }

    private static Announcement announcement(String id) {
        return new Announcement(ModelRecord.newBuilder().setRole(ModelRecord.Role.WORKER).setModel("m")
                .setInstanceId(id).build(), Duration.ofSeconds(1));
    }
}
