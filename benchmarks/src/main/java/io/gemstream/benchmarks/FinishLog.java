package io.gemstream.benchmarks;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.Partitions;
import io.gemstream.service.kafka.TopicReaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Follows the log of all generations from now on and keeps their finish records. */
final class FinishLog implements AutoCloseable {

    /**
     * A finish record.
     *
     * @param writtenMs its timestamp, by the worker's clock
     */
    record Finish(FinishBody body, long writtenMs) {

        /** Whether the engine never got the generation, so that no token of its prompt was computed. */
        boolean neverRan() {
            return !body.hasTiming();
        }
    }

    private final Consumer<String, byte[]> consumer;
    private final Thread thread;
    private final Map<String, Finish> finishes = new ConcurrentHashMap<>();

    private FinishLog(Consumer<String, byte[]> consumer) {
        this.consumer = consumer;
        this.thread = Thread.ofPlatform().daemon().unstarted(this::follow);
    }

    static FinishLog follow(String bootstrapServers) {
        KafkaClients kafka = new KafkaClients(Map.of("bootstrap.servers", bootstrapServers), new TopicReaders());
        Consumer<String, byte[]> consumer = kafka.consumer("finish-log",
                Map.of("max.partition.fetch.bytes", Topics.MAX_RECORD_BYTES));
        List<TopicPartition> partitions = Partitions.of(consumer, Topics.TOKENS);
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        FinishLog log = new FinishLog(consumer);
        log.thread.start();
        return log;
    }

    /** Waits for the end of a generation. */
    Finish await(String requestId) throws InterruptedException {
        Finish finish = finishes.get(requestId);
        while (finish == null) {
            Thread.sleep(1);
            finish = finishes.get(requestId);
        }
        return finish;
    }

    /** All that were seen so far. */
    List<Finish> all() {
        return List.copyOf(finishes.values());
    }

    private void follow() {
        try {
            while (true) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    StreamRecord value = StreamRecord.parseFrom(record.value());
                    if (value.hasFinish()) {
                        finishes.putIfAbsent(record.key(), new Finish(value.getFinish(), record.timestamp()));
                    }
                }
            }
        } catch (WakeupException closed) {
            consumer.close();
        } catch (InvalidProtocolBufferException notOurs) {
            throw new IllegalStateException(notOurs);
        }
    }

    @Override
    public void close() throws InterruptedException {
        consumer.wakeup();
        thread.join();
    }
}
