package io.gemstream.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.Tenant;
import org.junit.jupiter.api.Test;

class IdempotencyKeyTest {

    @Test
    void aKeyNamesTheSameGenerationOnEveryGateway() {
        IdempotencyKey key = new IdempotencyKey(Tenant.DEFAULT, "a");
        assertThat(key.requestId(0)).isEqualTo(new IdempotencyKey(Tenant.DEFAULT, "a").requestId(0))
                .isNotEqualTo(key.requestId(1))
                .isNotEqualTo(new IdempotencyKey(new Tenant("b"), "a").requestId(0))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }
}
