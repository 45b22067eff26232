package io.gemstream.gateway.stream;

import io.gemstream.gateway.stream.OpenStream.Source;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
        record FollowFromEnd(OpenStream stream, CompletableFuture<Long> done) implements Command {}

        record Follow(OpenStream stream) implements Command {}

        record Leave(OpenStream stream) implements Command {}

        record Stop() implements Command {}
    }

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final String topic;
    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final Map<String, Set<OpenStream>> streams = new HashMap<>();
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
    public CompletionStage<Long> followFromEnd(OpenStream stream) {
        CompletableFuture<Long> done = new CompletableFuture<>();
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
                all().forEach(stream -> seek(consumer, stream));
                while (!stopped) {
                    step(consumer);
                }
            } catch (KafkaException broken) {
                LOG.warn("log reader starts again with {} streams: {}", all().count(), broken.toString());
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
                hand(record);
            }
        } catch (WakeupException newCommand) {
            LOG.trace("woken for a command");
        }
    }

    private void apply(Consumer<String, byte[]> consumer, Command command) {
        switch (command) {
            case Command.FollowFromEnd(OpenStream stream, CompletableFuture<Long> done) -> {
                try {
                    long end = end(consumer, stream.partition());
                    stream.feedFrom(Source.READER, end);
                    streams.computeIfAbsent(stream.requestId(), _ -> new LinkedHashSet<>()).add(stream);
                    seek(consumer, stream);
                    done.complete(end);
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

    private void hand(ConsumerRecord<String, byte[]> record) {
        Set<OpenStream> readers = streams.get(record.key());
        if (readers != null && record.value() != null) {
            OpenStream.hand(readers, Source.READER, record.key(), record.partition(), record.offset(), record.value());
        }
    }

    private Stream<OpenStream> all() {
        return streams.values().stream().flatMap(Set::stream);
    }

    private void add(Consumer<String, byte[]> consumer, OpenStream stream) {
        try {
            if (beginning(consumer, stream.partition()) > stream.next()) {
                expired(stream, ": its log before offset " + stream.next() + " of " + topic + "-" + stream.partition()
                        + " was deleted");
                return;
            }
            if (end(consumer, stream.partition()) < stream.next()) {
                expired(stream, ": its log is not in " + topic + "-" + stream.partition()
                        + ", which was made anew and ends before offset " + stream.next());
                return;
            }
        } catch (KafkaException unanswered) {
            // Read all the same: the consumer goes on asking, and a gap shows as tokens that do not count.
            LOG.debug("beginning of {}-{} not known", topic, stream.partition(), unanswered);
        }
        stream.unpause();
        streams.computeIfAbsent(stream.requestId(), _ -> new LinkedHashSet<>()).add(stream);
        seek(consumer, stream);
    }

    private static void expired(OpenStream stream, String how) {
        stream.fail(new GemstreamException(ErrorReason.CURSOR_EXPIRED, "request " + stream.requestId() + how));
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
        Set<OpenStream> readers = streams.get(stream.requestId());
        if (readers == null || !readers.remove(stream)) {
            return;
        }
        if (readers.isEmpty()) {
            streams.remove(stream.requestId());
        }
        if (all().noneMatch(other -> other.partition() == stream.partition())) {
            positions.remove(stream.partition());
            assign(consumer);
        }
    }

    /** Partitions that stay keep their position. */
    private void assign(Consumer<String, byte[]> consumer) {
        consumer.assign(positions.keySet().stream().map(partition -> new TopicPartition(topic, partition)).toList());
    }

    private long end(Consumer<String, byte[]> consumer, int partition) {
        return offset(partition, asked -> consumer.endOffsets(asked));
    }

    private long beginning(Consumer<String, byte[]> consumer, int partition) {
        return offset(partition, asked -> consumer.beginningOffsets(asked));
    }

    private long offset(int partition, Function<Set<TopicPartition>, Map<TopicPartition, Long>> question) {
        TopicPartition asked = new TopicPartition(topic, partition);
        while (true) {
            try {
                return question.apply(Set.of(asked)).get(asked);
            } catch (WakeupException newCommand) {
                LOG.trace("woken while asking for an offset of {}", asked);
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
