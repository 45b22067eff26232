package io.gemstream.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionsTest {

    /** murmur2 of the key, as Kafka's own tests have it (UtilsTest: "21" -> -973932308). */
    @Test
    void partitionIsTheProducersOwn() {
        assertThat(Partitions.of("21", 1_000_000)).isEqualTo((-973932308 & 0x7fffffff) % 1_000_000);
    }
}
