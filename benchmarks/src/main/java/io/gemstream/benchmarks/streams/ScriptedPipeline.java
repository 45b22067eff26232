package io.gemstream.benchmarks.streams;

import com.google.protobuf.Message;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.proto.v1.StartBody;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TokensBody;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.KafkaHeaders;
import io.gemstream.service.kafka.Partitions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Stands for tokenizer and worker: announces a model, begins an attempt for each prompt, and writes tokens when it is told
 * to, as workers write them. Thread-safe.
 */
final class ScriptedPipeline implements AutoCloseable {

    static final String MODEL = "scripted";

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int SLOTS = 100_000;

    private final Producer<String, byte[]> producer;
    /** The prompt of each generation that was begun. */
    private final Map<String, PromptRecord> begun = new ConcurrentHashMap<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Thread prompts;
    private volatile boolean closed;

    private ScriptedPipeline(KafkaClients clients, CountDownLatch reading) {
        this.producer = clients.producer("scripted-pipeline", Map.of("linger.ms", 1, "batch.size", 1 << 16));
        this.prompts = Thread.ofPlatform().name("scripted-prompts").unstarted(() -> takePrompts(clients, reading));
    }

    /** Begins to take prompts, and says that there is a worker for them. The topics are there already. */
    static ScriptedPipeline start(KafkaClients clients) throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        ScriptedPipeline pipeline = new ScriptedPipeline(clients, reading);
        pipeline.prompts.start();
        reading.await();
        pipeline.announce(ModelRecord.Role.TOKENIZER);
        pipeline.announce(ModelRecord.Role.WORKER);
        return pipeline;
    }

    /** The text of a token: it names its place. */
    static String text(int index) {
        return " " + index;
    }

    /** Writes the next token of each of these generations, evenly over a time. */
    void tokens(Collection<String> requestIds, int index, Duration over) {
        long startNs = System.nanoTime();
        int written = 0;
        for (String requestId : requestIds) {
            long dueNs = startNs + over.toNanos() / Math.max(1, requestIds.size()) * written++;
            while (System.nanoTime() < dueNs) {
                LockSupport.parkNanos(dueNs - System.nanoTime());
            }
            log(requestId, record(requestId).setTokens(TokensBody.newBuilder()
                    .setIndex(index).addIds(1_000 + index).setText(text(index))).build());
        }
    }

    /** Writes tokens of each of these generations, all of them together at a rate. */
    void tokens(Collection<String> requestIds, int from, int end, int perSecond) {
        Duration round = Duration.ofNanos(1_000_000_000L * requestIds.size() / perSecond);
        for (int index = from; index < end; index++) {
            tokens(requestIds, index, round);
        }
    }

    void finish(Collection<String> requestIds, int length) {
        for (String requestId : requestIds) {
            log(requestId, record(requestId).setFinish(FinishBody.newBuilder()
                    .setIndex(length).setReason(FinishReason.LENGTH)).build());
        }
    }

    /** Waits until all that was written is acknowledged. */
    void flush() {
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("not everything was written", failure.get());
        }
    }

    /** Whether prompts of all of these were taken. */
    boolean hasBegun(Collection<String> requestIds) {
        return begun.keySet().containsAll(requestIds);
    }

    /** Ids of the generations that were begun and whose prompts begin so. */
    List<String> begun(String beginning) {
        return begun.values().stream().filter(prompt -> prompt.getPrompt().getText().startsWith(beginning))
                .map(PromptRecord::getRequestId).toList();
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        prompts.join();
        producer.close();
    }

    private void announce(ModelRecord.Role role) {
        send(Topics.MODELS, null, role + "/" + MODEL + "/1", ModelRecord.newBuilder()
                .setRole(role).setInstanceId("1").setModel(MODEL).setArchitecture("gemma3").setContextLength(1 << 17)
                .setDevice("cpu").setSlots(SLOTS).setHeartbeatMs(System.currentTimeMillis())
                .setTimeToLiveMs(LIFE.toMillis()).build());
        flush();
    }

    private void takePrompts(KafkaClients clients, CountDownLatch reading) {
        try (Consumer<String, byte[]> consumer = clients.consumer("scripted-pipeline")) {
            List<TopicPartition> partitions = Partitions.of(consumer, Topics.PROMPTS);
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            reading.countDown();
            while (!closed) {
                for (ConsumerRecord<String, byte[]> prompt : consumer.poll(POLL)) {
                    begin(PromptRecord.parseFrom(prompt.value()));
                }
            }
        } catch (InvalidProtocolBufferException malformed) {
            failure.set(malformed);
        }
    }

    private void begin(PromptRecord prompt) {
        // A prompt may come twice, where a gateway dies that was writing it.
        if (begun.putIfAbsent(prompt.getRequestId(), prompt) == null) {
            log(prompt.getRequestId(), record(prompt.getRequestId()).setStart(
                    StartBody.newBuilder().setDelivery(1).setWorkerId("scripted").setDevice("cpu")).build());
        }
    }

    /** Ids of attempts are UUIDs, as request ids are. */
    private static StreamRecord.Builder record(String requestId) {
        return StreamRecord.newBuilder().setAttemptId(requestId);
    }

    private void log(String requestId, StreamRecord record) {
        send(Topics.TOKENS, begun.get(requestId).getLogPartition(), requestId, record);
    }

    private void send(String topic, @Nullable Integer partition, String key, Message value) {
        producer.send(new ProducerRecord<>(topic, partition, null, key, value.toByteArray(), KafkaHeaders.describe(value)),
                (_, failed) -> {
                    if (failed != null) {
                        failure.set(failed);
                    }
                });
    }
}
