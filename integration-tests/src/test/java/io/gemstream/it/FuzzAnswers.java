package io.gemstream.it;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.DeadLetterRecord;
import io.gemstream.proto.v1.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads where requests can end, the topic of the answers, the dead letters, the generations' logs, and tells {@link FuzzEnds}. */
final class FuzzAnswers implements AutoCloseable {

    private static final Set<String> ENDS = Set.of("io.gemstream.finished", "io.gemstream.result", "io.gemstream.counted",
            "io.gemstream.failed");

    private final FuzzEnds ends;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread reader;
    private volatile boolean stopped;

    FuzzAnswers(Broker broker, FuzzEnds ends) {
        this.ends = ends;
        consumer = broker.consumer();
        List<TopicPartition> partitions = List.of(FuzzPrompts.ANSWERS, Topics.DEAD_LETTERS, Topics.TOKENS).stream()
                .flatMap(topic -> TopicRecords.partitions(consumer, topic).stream()).toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        reader = Thread.ofPlatform().name("fuzz-answers").start(this::read);
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        reader.join();
        consumer.close();
    }

    private void read() {
        while (!stopped) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                try {
                    take(record);
                } catch (InvalidProtocolBufferException malformed) {
                    throw new AssertionError(malformed);
                }
            }
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) throws InvalidProtocolBufferException {
        switch (record.topic()) {
            case Topics.DEAD_LETTERS -> {
                DeadLetterRecord letter = DeadLetterRecord.parseFrom(record.value());
                ends.add(FuzzEnds.deadLetter(letter.getTopic(), letter.getPartition(), letter.getOffset()));
            }
            case Topics.TOKENS -> {
                StreamRecord entry = StreamRecord.parseFrom(record.value());
                if (entry.hasFinish() || entry.hasCount()) {
                    ends.add(FuzzEnds.log(record.key()));
                }
            }
            default -> {
                if (ENDS.contains(new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8))) {
                    ends.add(FuzzEnds.answer(record.key()));
                }
            }
        }
    }
}
