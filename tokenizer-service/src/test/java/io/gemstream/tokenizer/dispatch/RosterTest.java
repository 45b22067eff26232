package io.gemstream.tokenizer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.ModelRecord.Role;
import org.junit.jupiter.api.Test;

class RosterTest {

    private final Roster roster = new Roster();

    @Test
    void countsWhatLives() {
        roster.put("w1", record(Role.WORKER, "m", 4, 1_000));
        roster.put("w2", record(Role.WORKER, "m", 2, 5_000));
        roster.put("w3", record(Role.WORKER, "other", 8, 5_000));
        roster.put("t1", record(Role.TOKENIZER, "m", 0, 5_000));
        assertThat(roster.models()).containsExactlyInAnyOrder("m", "other");
        assertThat(roster.slots("m", 5_500)).isEqualTo(6);
        assertThat(roster.slots("m", 6_000)).isEqualTo(2);
        assertThat(roster.tokenizers("m", 6_000)).isEqualTo(1);
        assertThat(roster.tokenizers("m", 10_000)).isZero();
        roster.remove("w2");
        assertThat(roster.slots("m", 6_000)).isZero();
    }

    private static ModelRecord record(Role role, String model, int slots, long heartbeatMs) {
        return ModelRecord.newBuilder().setRole(role).setModel(model).setSlots(slots).setHeartbeatMs(heartbeatMs)
                .setTimeToLiveMs(5_000).build();
    }
}
