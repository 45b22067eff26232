package io.gemstream.gateway.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** A consumer of partitions that keep what they have, so that it can be taken back; its polls never wait. */
final class LogConsumer extends MockConsumer<String, byte[]> {

    private final List<ConsumerRecord<String, byte[]>> log = new ArrayList<>();
    private final List<Long> read = new ArrayList<>();
    private final int mostPerPoll;
    private final Deque<Runnable> beforePolls = new ArrayDeque<>();
    private final Set<TopicPartition> deleted = new HashSet<>();
    private int questions;

    LogConsumer(int mostPerPoll) {
        super("earliest");
        this.mostPerPoll = mostPerPoll;
    }

    /** Appends a record; offsets of a partition must ascend. */
    void append(TopicPartition partition, String key, long offset, byte[] value) {
        log.add(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, key, value));
    }

    /** What happens before each of the next polls. */
    void beforePoll(Runnable... hooks) {
        beforePolls.addAll(List.of(hooks));
    }

    /** Nobody answers for a partition any more. */
    void delete(TopicPartition partition) {
        deleted.add(partition);
    }

    /** Offsets of the records that were read, in the order of reading. */
    List<Long> read() {
        return read;
    }

    /** How often it was asked where partitions begin or end. */
    int questions() {
        return questions;
    }

    @Override
    public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
        Optional.ofNullable(beforePolls.poll()).ifPresent(Runnable::run);
        Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> found = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        for (TopicPartition partition : assignment()) {
            long position = position(partition);
            List<ConsumerRecord<String, byte[]>> records = log.stream()
                    .filter(record -> record.partition() == partition.partition() && record.offset() >= position)
                    .limit(mostPerPoll).toList();
            if (!records.isEmpty()) {
                found.put(partition, records);
                records.forEach(record -> read.add(record.offset()));
                next.put(partition, new OffsetAndMetadata(records.getLast().offset() + 1));
                seek(partition, records.getLast().offset() + 1);
            }
        }
        return new ConsumerRecords<>(found, next);
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        ask(partitions);
        return super.endOffsets(partitions);
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        ask(partitions);
        return super.beginningOffsets(partitions);
    }

    private void ask(Collection<TopicPartition> partitions) {
        questions++;
        if (partitions.stream().anyMatch(deleted::contains)) {
            throw new TimeoutException("no answer");
        }
    }
}
