package io.gemstream.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Tenant;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TenantHeaderTest {

    @Test
    void aTenantSurvivesTheHeaderAndTheDefaultNeedsNone() {
        RecordHeaders headers = new RecordHeaders();
        KafkaHeaders.put(headers, Tenant.DEFAULT);
        assertThat(headers.toArray()).isEmpty();
        assertThat(KafkaHeaders.tenant(headers)).isEqualTo(Tenant.DEFAULT);
        KafkaHeaders.put(headers, new Tenant("team-a"));
        assertThat(KafkaHeaders.tenant(headers)).isEqualTo(new Tenant("team-a"));
    }

    @Test
    void namesThatCannotBeAreRefused() {
        for (String bad : new String[] {"", "a b", "a/b", "\u00e4", "x".repeat(65)}) {
            RecordHeaders headers = new RecordHeaders();
            headers.add("x-gemstream-tenant", bad.getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> KafkaHeaders.tenant(headers)).as(bad)
                    .isInstanceOfSatisfying(GemstreamException.class,
                    refused -> assertThat(refused.reason()).isEqualTo(ErrorReason.INVALID_OPTION));
        }
    }
}
