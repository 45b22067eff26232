package io.gemstream.gateway.stream;

import io.gemstream.gateway.stream.OpenStream.Source;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads streams from their offsets with one consumer that is assigned, never subscribed. It has one position per
 * partition, the earliest that any of its streams needs; streams that are further skip what they have seen. Everything
 * happens on the thread that calls {@link #run}; others leave commands and wake it.
 */
public final class LogReader implements LogFollower, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);
    /** Commands wake the poll, so its length only bounds how long a stop that is not seen would take. */
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private sealed interface Command {
        record FollowFromEnd(OpenStream stream, CompletableFuture<Void> done) implements Command {}

        record Follow(OpenStream stream) implements Command {}

        record Leave(OpenStream stream) implements Command {}

        record Stop() implements Command {}
    }

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final String topic;
    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final Map<String, OpenStream> streams = new HashMap<>();
    /** Next offset of each assigned partition; kept here because asking the consumer may block. */
    private final Map<Integer, Long> positions = new HashMap<>();
    private volatile Runnable wakeup = () -> { };
    private boolean stopped;

    /**
     * @param consumers opens the consumer, on the reader's own thread
     * @param topic gemstream.tokens
     */
    LogReader(Supplier<Consumer<String, byte[]>> consumers, String topic) {
        this.consumers = consumers;
        this.topic = topic;
    }

    @Override
    public CompletionStage<Void> followFromEnd(OpenStream stream) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        send(new Command.FollowFromEnd(stream, done));
        return done;
    }

    @Override
    public void follow(OpenStream stream) {
        send(new Command.Follow(stream));
    }

    @Override
    public void leave(OpenStream stream) {
        send(new Command.Leave(stream));
    }

    /** Ends {@link #run}. */
    public void stop() {
        send(new Command.Stop());
    }

    /** Reads until {@link #stop}; a consumer that broke is replaced, and every stream goes on where it was. */
    @Override
    public void run() {
        while (!stopped) {
            try (Consumer<String, byte[]> consumer = consumers.get()) {
                wakeup = consumer::wakeup;
                positions.clear();
                streams.values().forEach(stream -> seek(consumer, stream));
                while (!stopped) {
                    step(consumer);
                }
            } catch (KafkaException broken) {
                LOG.warn("log reader starts again with {} streams: {}", streams.size(), broken.toString());
                pause();
            } catch (InterruptedException interrupted) {
                stopped = true;
            }
        }
    }

    /** One round: commands first, then what the broker has. Blocks while there is neither. */
    void step(Consumer<String, byte[]> consumer) throws InterruptedException {
        Command command = streams.isEmpty() ? commands.take() : commands.poll();
        while (command != null) {
            apply(consumer, command);
            command = commands.poll();
        }
        if (streams.isEmpty() || stopped) {
            return;
        }
        try {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                positions.put(record.partition(), record.offset() + 1);
                OpenStream stream = streams.get(record.key());
                if (stream != null && record.value() != null) {
                    stream.accept(Source.READER, record.offset(), record.value());
                }
            }
        } catch (WakeupException newCommand) {
            LOG.trace("woken for a command");
        }
    }

    private void apply(Consumer<String, byte[]> consumer, Command command) {
        switch (command) {
            case Command.FollowFromEnd(OpenStream stream, CompletableFuture<Void> done) -> {
                try {
                    stream.feedFrom(Source.READER, end(consumer, stream.partition()));
                    add(consumer, stream);
                    done.complete(null);
                } catch (KafkaException unanswered) {
                    done.completeExceptionally(new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                            "Kafka did not say where partition " + stream.partition() + " of " + topic + " ends",
                            unanswered));
                }
            }
            case Command.Follow(OpenStream stream) -> add(consumer, stream);
            case Command.Leave(OpenStream stream) -> remove(consumer, stream);
            case Command.Stop() -> stopped = true;
        }
    }

    private void add(Consumer<String, byte[]> consumer, OpenStream stream) {
        streams.put(stream.requestId(), stream);
        seek(consumer, stream);
    }

    private void seek(Consumer<String, byte[]> consumer, OpenStream stream) {
        Long position = positions.get(stream.partition());
        if (position == null || position > stream.next()) {
            positions.put(stream.partition(), stream.next());
            assign(consumer);
            consumer.seek(new TopicPartition(topic, stream.partition()), stream.next());
        }
    }

    private void remove(Consumer<String, byte[]> consumer, OpenStream stream) {
        if (streams.remove(stream.requestId(), stream)
                && streams.values().stream().noneMatch(other -> other.partition() == stream.partition())) {
            positions.remove(stream.partition());
            assign(consumer);
        }
    }

    /** Partitions that stay keep their position. */
    private void assign(Consumer<String, byte[]> consumer) {
        consumer.assign(positions.keySet().stream().map(partition -> new TopicPartition(topic, partition)).toList());
    }

    private long end(Consumer<String, byte[]> consumer, int partition) {
        TopicPartition asked = new TopicPartition(topic, partition);
        while (true) {
            try {
                return consumer.endOffsets(Set.of(asked)).get(asked);
            } catch (WakeupException newCommand) {
                LOG.trace("woken while asking for the end of {}", asked);
            }
        }
    }

    private void send(Command command) {
        commands.add(command);
        wakeup.run();
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            stopped = true;
        }
    }
}
