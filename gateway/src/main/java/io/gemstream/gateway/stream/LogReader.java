package io.gemstream.gateway.stream;

import io.gemstream.gateway.stream.OpenStream.Source;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads streams from their offsets with one consumer that is assigned, never subscribed. It has one place per partition, at
 * which all streams of that partition are read ({@link PartitionPlace}); those that are further skip what they have seen.
 * Commands that have come together are answered together, with one question to the broker for all partitions. So the cost
 * of streams that come at once, by the thousand where another gateway has died, is that of one. Everything happens on the
 * thread that calls {@link #run}; others leave commands and wake it.
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
    /** Of each assigned partition; outlives the consumer. */
    private final Map<TopicPartition, PartitionPlace> places = new HashMap<>();
    /** Whether the reader waits in a poll, and nobody has woken it: a question for offsets is not worth breaking off. */
    private final AtomicBoolean asleep = new AtomicBoolean();
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
                assign(consumer);
                places.forEach((partition, place) -> consumer.seek(partition, place.next()));
                while (!stopped) {
                    step(consumer);
                }
            } catch (KafkaException broken) {
                LOG.warn("log reader starts again with {} streams: {}",
                        streams.values().stream().mapToInt(Set::size).sum(), broken.toString());
                pause();
            } catch (InterruptedException interrupted) {
                stopped = true;
            }
        }
    }

    /** One round: commands first, then what the broker has. Blocks while there is neither. */
    void step(Consumer<String, byte[]> consumer) throws InterruptedException {
        List<Command> come = new ArrayList<>();
        if (streams.isEmpty()) {
            come.add(commands.take());
        }
        commands.drainTo(come);
        List<Runnable> answers = apply(consumer, come);
        if (!places.keySet().equals(consumer.assignment())) {
            assign(consumer);
        }
        places.forEach((partition, place) -> place.turn().ifPresent(offset -> consumer.seek(partition, offset)));
        answers.forEach(Runnable::run);
        if (!streams.isEmpty() && !stopped) {
            read(consumer);
        }
    }

    private void read(Consumer<String, byte[]> consumer) {
        asleep.set(true);
        try {
            ConsumerRecords<String, byte[]> records = consumer.poll(commands.isEmpty() ? POLL : Duration.ZERO);
            records.forEach(this::hand);
            records.nextOffsets().forEach((partition, next) -> places.get(partition).reached(next.offset()));
        } catch (WakeupException newCommand) {
            LOG.trace("woken for a command");
        } finally {
            asleep.set(false);
        }
    }

    /** Takes commands; gives what is to be told once their streams are read. */
    private List<Runnable> apply(Consumer<String, byte[]> consumer, List<Command> come) {
        Set<TopicPartition> fromEnd = new HashSet<>();
        Set<TopicPartition> known = new HashSet<>();
        for (Command command : come) {
            switch (command) {
                case Command.FollowFromEnd(OpenStream stream, _) -> fromEnd.add(partition(stream));
                case Command.Follow(OpenStream stream) -> known.add(partition(stream));
                case Command.Leave _, Command.Stop _ -> { }
            }
        }
        // Apart, since an old log may lie in a partition that the topic has no longer, and that question is not answered.
        Answer newest = ask(fromEnd, consumer::endOffsets);
        Answer ends = ask(known, consumer::endOffsets);
        Answer beginnings = ends.failure().isPresent() ? ends : ask(known, consumer::beginningOffsets);
        Stream.of(newest, ends).flatMap(answer -> answer.offsets().entrySet().stream()).forEach(end ->
                Optional.ofNullable(places.get(end.getKey())).ifPresent(place -> place.endsAt(end.getValue())));
        List<Runnable> answers = new ArrayList<>();
        for (Command command : come) {
            switch (command) {
                case Command.FollowFromEnd(OpenStream stream, CompletableFuture<Long> done) ->
                        answers.add(followFromEnd(stream, done, newest));
                case Command.Follow(OpenStream stream) -> follow(stream, beginnings, ends);
                case Command.Leave(OpenStream stream) -> remove(stream);
                case Command.Stop() -> stopped = true;
            }
        }
        places.values().removeIf(PartitionPlace::isEmpty);
        return answers;
    }

    private Runnable followFromEnd(OpenStream stream, CompletableFuture<Long> done, Answer ends) {
        Long end = ends.offsets().get(partition(stream));
        if (end == null) {
            GemstreamException failure = new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                    "Kafka did not say where partition " + stream.partition() + " of " + topic + " ends",
                    ends.failure().orElseThrow());
            return () -> done.completeExceptionally(failure);
        }
        stream.feedFrom(Source.PAUSED, end);
        read(stream);
        return () -> done.complete(end);
    }

    private void follow(OpenStream stream, Answer beginnings, Answer ends) {
        // Where the broker did not say, it is read all the same: the consumer goes on asking, and a gap shows as tokens that
        // do not count.
        Long beginning = beginnings.offsets().get(partition(stream));
        Long end = ends.offsets().get(partition(stream));
        if (beginning != null && beginning > stream.next()) {
            expired(stream, ": its log before offset " + stream.next() + " of " + topic + "-" + stream.partition()
                    + " was deleted");
        } else if (end != null && end < stream.next()) {
            expired(stream, ": its log is not in " + topic + "-" + stream.partition()
                    + ", which was made anew and ends before offset " + stream.next());
        } else {
            read(stream);
        }
    }

    private static void expired(OpenStream stream, String how) {
        stream.fail(new GemstreamException(ErrorReason.CURSOR_EXPIRED, "request " + stream.requestId() + how));
    }

    private void read(OpenStream stream) {
        PartitionPlace place = places.computeIfAbsent(partition(stream), _ -> new PartitionPlace(stream.next()));
        if (streams.computeIfAbsent(stream.requestId(), _ -> new LinkedHashSet<>()).add(stream)) {
            place.join();
        }
        place.read(stream);
    }

    private void remove(OpenStream stream) {
        Set<OpenStream> readers = streams.get(stream.requestId());
        if (readers == null || !readers.remove(stream)) {
            return;
        }
        if (readers.isEmpty()) {
            streams.remove(stream.requestId());
        }
        places.get(partition(stream)).leave(stream);
    }

    private void hand(ConsumerRecord<String, byte[]> record) {
        Set<OpenStream> readers = streams.get(record.key());
        // In a pass for one that came from behind, most of what comes is known to the others.
        if (readers != null && record.value() != null
                && readers.stream().anyMatch(stream -> stream.takes(Source.READER, record.offset()))) {
            OpenStream.hand(readers, Source.READER, record.key(), record.partition(), record.offset(), record.value());
        }
    }

    /** Partitions that stay keep their position. */
    private void assign(Consumer<String, byte[]> consumer) {
        consumer.assign(Set.copyOf(places.keySet()));
    }

    private TopicPartition partition(OpenStream stream) {
        return new TopicPartition(topic, stream.partition());
    }

    /**
     * What the broker said.
     *
     * @param failure why it said nothing
     */
    private record Answer(Map<TopicPartition, Long> offsets, Optional<KafkaException> failure) {}

    private static Answer ask(
            Set<TopicPartition> asked, Function<Set<TopicPartition>, Map<TopicPartition, Long>> question) {
        while (!asked.isEmpty()) {
            try {
                return new Answer(question.apply(asked), Optional.empty());
            } catch (WakeupException newCommand) {
                LOG.trace("woken while asking for offsets");
            } catch (KafkaException unanswered) {
                LOG.debug("offsets of {} not known", asked, unanswered);
                return new Answer(Map.of(), Optional.of(unanswered));
            }
        }
        return new Answer(Map.of(), Optional.empty());
    }

    private void send(Command command) {
        commands.add(command);
        if (asleep.compareAndSet(true, false)) {
            wakeup.run();
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            stopped = true;
        }
    }
}
