package io.gemstream.benchmarks.throughput;

import io.gemstream.proto.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Counts the records of gemstream.tokens. */
final class LogRecords {

    private final Admin admin;

    LogRecords(Admin admin) {
        this.admin = admin;
    }

    /** Records that were ever written there. */
    long written() throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> ends = admin.describeTopics(List.of(Topics.TOKENS)).allTopicNames().get()
                .get(Topics.TOKENS).partitions().stream()
                .collect(Collectors.toMap(one -> new TopicPartition(Topics.TOKENS, one.partition()), _ -> OffsetSpec.latest()));
        return admin.listOffsets(ends).all().get().values().stream().mapToLong(end -> end.offset()).sum();
    }
}
