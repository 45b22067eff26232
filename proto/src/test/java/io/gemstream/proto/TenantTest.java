package io.gemstream.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.v1.Priority;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TenantTest {

    @Test
    void aTenantSurvivesTheHeaderAndTheDefaultNeedsNone() {
        RecordHeaders headers = new RecordHeaders();
        Tenant.DEFAULT.writeTo(headers);
        assertThat(headers.toArray()).isEmpty();
        assertThat(Tenant.from(headers)).isEqualTo(Tenant.DEFAULT);
        new Tenant("team-a").writeTo(headers);
        assertThat(Tenant.from(headers)).isEqualTo(new Tenant("team-a"));
    }

    @Test
    void namesThatCannotBeAreRefused() {
        for (String bad : new String[] {"", "a b", "a/b", "\u00e4", "x".repeat(65)}) {
            RecordHeaders headers = new RecordHeaders();
            headers.add("x-gemstream-tenant", bad.getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> Tenant.from(headers)).as(bad).isInstanceOfSatisfying(GemstreamException.class,
                    refused -> assertThat(refused.reason()).isEqualTo(ErrorReason.INVALID_OPTION));
        }
    }

    @Test
    void aRequestThatSaysNothingIsInteractive() {
        assertThat(Lane.of(Priority.PRIORITY_UNSPECIFIED)).isEqualTo(Lane.INTERACTIVE);
        assertThat(Lane.of(Priority.BATCH)).isEqualTo(Lane.BATCH);
        assertThatThrownBy(() -> Lane.of(Priority.UNRECOGNIZED)).isInstanceOf(GemstreamException.class);
    }

    @Test
    void aLaneIsATopicAndBack() {
        for (Lane lane : Lane.values()) {
            assertThat(Lane.ofTopic(lane.topic())).isEqualTo(lane);
        }
    }
}
