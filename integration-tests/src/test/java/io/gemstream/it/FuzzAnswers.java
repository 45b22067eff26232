package io.gemstream.it;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.DeadLetterRecord;
import io.gemstream.proto.v1.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads where prompts can end: the topic of the answers, the dead letters, the generations' logs. */
final class FuzzAnswers implements AutoCloseable {

    private static final Set<String> ENDS = Set.of("io.gemstream.finished", "io.gemstream.result", "io.gemstream.counted",
            "io.gemstream.failed");

    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread reader;
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final Set<String> logs = ConcurrentHashMap.newKeySet();
    private final Set<String> deadLetters = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    FuzzAnswers(Broker broker) {
        consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(FuzzPrompts.ANSWERS, Topics.DEAD_LETTERS, Topics.TOKENS).stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        reader = Thread.ofPlatform().name("fuzz-answers").start(this::read);
    }

    /** Whether a prompt has been answered where it asked, or set aside. */
    boolean has(FuzzPrompts.Prompt prompt, RecordMetadata sent) {
        if (deadLetters.contains(coordinates(sent.topic(), sent.partition(), sent.offset()))) {
            return true;
        }
        int ends = prompt.ids().stream().mapToInt(id -> answers.getOrDefault(id, 0)).sum();
        return prompt.answered() ? ends > 0 : ends > 0 || prompt.ids().stream().anyMatch(logs::contains);
    }

    /** Forgets what came so far. */
    void clear() {
        answers.clear();
        logs.clear();
        deadLetters.clear();
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
                deadLetters.add(coordinates(letter.getTopic(), letter.getPartition(), letter.getOffset()));
            }
            case Topics.TOKENS -> {
                StreamRecord entry = StreamRecord.parseFrom(record.value());
                if (entry.hasFinish() || entry.hasCount()) {
                    logs.add(record.key());
                }
            }
            default -> {
                if (ENDS.contains(new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8))) {
                    answers.merge(record.key(), 1, Integer::sum);
                }
            }
        }
    }

    private static String coordinates(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }
}
