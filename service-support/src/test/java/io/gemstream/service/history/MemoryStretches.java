package io.gemstream.service.history;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.HistoryWindow;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.service.kafka.Partitions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** The two topics of the history in memory; counts what is read of them. */
final class MemoryStretches implements Stretches {

    private final int partitions;
    private final Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> logs = new HashMap<>();
    long nowMs = 1_000_000;
    int read;
    int questions;

    MemoryStretches(int partitions) {
        this.partitions = partitions;
    }

    /** Writes a row, a millisecond after the last. */
    void write(OperationRecord row) {
        append(Topics.HISTORY, Partitions.of(row.getRequestId(), partitions), row.getRequestId(), Optional.of(row.toByteArray()));
    }

    void takeBack(String requestId) {
        append(Topics.HISTORY, Partitions.of(requestId, partitions), requestId, Optional.empty());
    }

    void write(int partition, HistoryWindow window) {
        append(Topics.HISTORY_INDEX, partition, "w", Optional.of(window.toByteArray()));
    }

    List<HistoryWindow> windows(int partition) {
        List<HistoryWindow> windows = new ArrayList<>();
        log(new TopicPartition(Topics.HISTORY_INDEX, partition)).forEach(record -> {
            try {
                windows.add(HistoryWindow.parseFrom(record.value()));
            } catch (com.google.protobuf.InvalidProtocolBufferException impossible) {
                throw new AssertionError(impossible);
            }
        });
        return windows;
    }

    void makeAnew(String topic) {
        logs.keySet().removeIf(partition -> partition.topic().equals(topic));
    }

    private void append(String topic, int partition, String key, Optional<byte[]> value) {
        List<ConsumerRecord<String, byte[]>> log = log(new TopicPartition(topic, partition));
        log.add(new ConsumerRecord<>(
                topic, partition, log.size(), nowMs++, TimestampType.LOG_APPEND_TIME, 0, 0, key, value.orElse(null),
                new RecordHeaders(), Optional.empty()));
    }

    private List<ConsumerRecord<String, byte[]>> log(TopicPartition partition) {
        return logs.computeIfAbsent(partition, _ -> new ArrayList<>());
    }

    @Override
    public int partitions(String topic) {
        return partitions;
    }

    @Override
    public Map<TopicPartition, Long> begins(List<TopicPartition> some) {
        return some.stream().collect(Collectors.toMap(partition -> partition, _ -> 0L));
    }

    @Override
    public Map<TopicPartition, Long> ends(List<TopicPartition> some) {
        questions++;
        return some.stream().collect(Collectors.toMap(partition -> partition, partition -> (long) log(partition).size()));
    }

    @Override
    public void read(TopicPartition partition, long from, long end, Consumer<ConsumerRecord<String, byte[]>> taker) {
        for (long offset = from; offset < end; offset++) {
            read++;
            taker.accept(log(partition).get((int) offset));
        }
    }

    @Override
    public void close() {}
}
