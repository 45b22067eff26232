package io.gemstream.service.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** Computes the partition in which a record lies by its key. */
public final class Partitions {

    private Partitions() {}

    /** The partition of a key, as the producer's default partitioner draws it. */
    public static int of(String key, int partitions) {
        return BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions);
    }
}
