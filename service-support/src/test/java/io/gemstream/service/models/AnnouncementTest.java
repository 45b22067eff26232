package io.gemstream.service.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.v1.ModelRecord;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnnouncementTest {

    private final Announcement announcement = new Announcement(
            ModelRecord.newBuilder()
                    .setRole(ModelRecord.Role.WORKER)
                    .setModel("gemma-2b")
                    .setInstanceId("w1")
                    .setSlots(4)
                    .build(),
            Duration.ofSeconds(5));

    @Test
    void keyNamesRoleModelAndInstance() {
        assertThat(announcement.key()).isEqualTo("worker/gemma-2b/w1");
    }

    @Test
    void aHeartbeatLivesForThree() {
        ModelRecord record = announcement.at(1_000);

        assertThat(record.getHeartbeatMs()).isEqualTo(1_000);
        assertThat(record.getTimeToLiveMs()).isEqualTo(15_000);
        assertThat(record.getHeartbeatIntervalMs()).isEqualTo(5_000);
        assertThat(record.getSlots()).isEqualTo(4);
    }

    @Test
    void aQuickHeartbeatLivesLongEnoughForClocksThatDiffer() {
        assertThat(new Announcement(announcement.record(), Duration.ofSeconds(1)).at(1_000).getTimeToLiveMs())
                .isEqualTo(15_000);
    }
}
