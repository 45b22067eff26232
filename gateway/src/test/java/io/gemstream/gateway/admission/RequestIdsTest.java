package io.gemstream.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.service.kafka.Partitions;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestIdsTest {

    private final Random random = new Random(1);

    @Test
    void drawsIdsOnOwnedPartitions() {
        for (int i = 0; i < 200; i++) {
            String id = RequestIds.draw(this::uuid, Set.of(3, 11), 16);
            assertThat(Partitions.of(id, 16)).isIn(3, 11);
        }
    }

    @Test
    void takesAnyIdWhereNothingIsOwned() {
        UUID only = uuid();
        assertThat(RequestIds.draw(() -> only, Set.of(), 16)).isEqualTo(only.toString());
    }

    @Test
    void givesUpWhereNoIdCanFit() {
        assertThat(RequestIds.draw(this::uuid, Set.of(20), 16)).hasSize(36);
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
