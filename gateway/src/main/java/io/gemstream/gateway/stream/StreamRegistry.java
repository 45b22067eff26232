package io.gemstream.gateway.stream;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.kafka.Partitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Keeps the open streams of this gateway, by request id, and decides whether tail or reader feeds each of them:
 *
 * <pre>
 *   open, partition owned       tail  ......x  partition taken away
 *                                            `---> reader, from the offset after the last one seen
 *   open, partition not owned   reader, from the end of the partition before the prompt was sent
 *   open at an old offset       reader, from there
 *   paused by its listener      nobody; resumed: reader, from its place
 * </pre>
 *
 * A stream that went to the reader stays there until it ends; new streams of a partition that came back use the tail.
 * Thread-safe. {@link #deliver} takes no lock but the stream's own.
 */
public final class StreamRegistry {

    private final LogFollower reader;
    private final int mostOpen;
    private final ConcurrentHashMap<String, List<OpenStream>> streams = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final PartitionOwnership ownership = new PartitionOwnership();
    /** Guards who feeds what. Taken before a stream's own lock, never by one who holds that. */
    private final ReentrantLock lock = new ReentrantLock();
    /** Of the last close only; nothing else is taken while it is held. */
    private final ReentrantLock drain = new ReentrantLock();
    private final Condition closed = drain.newCondition();
    private volatile int partitions;

    /**
     * @param reader reads what the tail does not
     * @param mostOpen most streams open at once
     * @param partitions partitions of gemstream.tokens, until {@link #partitions(int)} says better
     */
    StreamRegistry(LogFollower reader, int mostOpen, int partitions) {
        this.reader = reader;
        this.mostOpen = mostOpen;
        this.partitions = partitions;
    }

    /** Partitions of gemstream.tokens as the broker has them; new requests are spread over so many. */
    public void partitions(int count) {
        partitions = count;
    }

    public int partitions() {
        return partitions;
    }

    /** Partitions that the tail covers now. */
    public Set<Integer> owned() {
        return ownership.owned();
    }

    /** Streams open now for calls. */
    public int size() {
        return open.get();
    }

    /** Request ids of the streams open now for calls. */
    public Set<String> openIds() {
        return all().stream()
                .filter(stream -> stream.purpose() == OpenStream.Purpose.CALL)
                .map(OpenStream::requestId)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Announces a reader of a request's log; it hears nothing before {@link #openAtEnd} or {@link #openAt}.
     *
     * @throws GemstreamException TOO_MANY_STREAMS
     */
    public OpenStream add(String requestId, OpenStream.Purpose purpose, StreamListener listener) {
        if (purpose == OpenStream.Purpose.CALL && open.incrementAndGet() > mostOpen) {
            open.decrementAndGet();
            throw new GemstreamException(ErrorReason.TOO_MANY_STREAMS,
                    "open streams: " + mostOpen + " (expected: fewer than gemstream.gateway.max-open-streams)");
        }
        OpenStream stream = new OpenStream(requestId, purpose, listener);
        streams.compute(requestId, (_, readers) -> {
            List<OpenStream> more = new ArrayList<>(readers == null ? List.of() : readers);
            more.add(stream);
            return List.copyOf(more);
        });
        return stream;
    }

    /**
     * Opens a stream before its request is sent. Where its log will lie, {@link OpenStream#partition} says from now on, and
     * the request must say so too: the topic may grow before it is answered, and the key then have another partition.
     *
     * @return completes with an offset of the stream's partition once every record that is written from then on will
     *     be seen; fails with a {@link GemstreamException}, and then the stream is closed
     */
    public CompletionStage<Long> openAtEnd(OpenStream stream) {
        return openAtEnd(stream, Partitions.of(stream.requestId(), partitions));
    }

    /** As {@link #openAtEnd(OpenStream)}, where it is known where the log will lie. */
    public CompletionStage<Long> openAtEnd(OpenStream stream, int partition) {
        stream.liesIn(partition);
        lock.lock();
        try {
            OptionalLong tail = ownership.delivered(stream.partition());
            if (tail.isPresent()) {
                stream.feedFrom(OpenStream.Source.TAIL, tail.getAsLong());
                return CompletableFuture.completedFuture(tail.getAsLong());
            }
        } finally {
            lock.unlock();
        }
        return reader.followFromEnd(stream).whenComplete((_, failure) -> {
            if (failure != null) {
                close(stream);
            } else {
                leaveIfClosed(stream);
            }
        });
    }

    /** Opens a stream that has records already, all in one partition and none of them before {@code offset}. */
    public void openAt(OpenStream stream, int partition, long offset) {
        stream.liesIn(partition);
        stream.feedFrom(OpenStream.Source.PAUSED, offset);
        reader.follow(stream);
        leaveIfClosed(stream);
    }

    /** Goes on with a stream that its listener has paused; no effect on others. */
    public void resume(OpenStream stream) {
        if (stream.paused()) {
            reader.follow(stream);
            leaveIfClosed(stream);
        }
    }

    /** Forgets a stream; no effect where it is not open. */
    public void close(OpenStream stream) {
        if (!remove(stream)) {
            return;
        }
        stream.close();
        if (stream.source() != OpenStream.Source.TAIL) {
            reader.leave(stream);
        }
        if (stream.purpose() == OpenStream.Purpose.CALL && open.decrementAndGet() == 0) {
            drain.lock();
            try {
                closed.signalAll();
            } finally {
                drain.unlock();
            }
        }
    }

    /** Whether somebody of that purpose reads a request's log here. */
    public boolean reads(String requestId, OpenStream.Purpose purpose) {
        return streams.getOrDefault(requestId, List.of()).stream().anyMatch(stream -> stream.purpose() == purpose);
    }

    /** Takes a record that the tail brought. Records of keys that are not open here cost one look-up. */
    public void deliver(String key, int partition, long offset, byte[] value) {
        List<OpenStream> readers = streams.get(key);
        if (readers != null) {
            OpenStream.hand(readers, OpenStream.Source.TAIL, key, partition, offset, value);
        }
    }

    /** Says that the tail has handed on everything of a partition before {@code offset}. */
    public void delivered(int partition, long offset) {
        ownership.advance(partition, offset);
    }

    /**
     * The tail covers these partitions from now on.
     *
     * @param positions offset from which the tail brings every record, by partition
     */
    public void own(Map<Integer, Long> positions) {
        lock.lock();
        try {
            moveToReader(positions.keySet());
            positions.forEach(ownership::own);
        } finally {
            lock.unlock();
        }
    }

    /** The tail covers these partitions no longer. */
    public void lose(Collection<Integer> lost) {
        lock.lock();
        try {
            moveToReader(lost);
            lost.forEach(ownership::lose);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no stream is open. */
    public boolean awaitEmpty(Duration most) throws InterruptedException {
        long nanos = most.toNanos();
        drain.lock();
        try {
            while (open.get() > 0) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = closed.awaitNanos(nanos);
            }
            return true;
        } finally {
            drain.unlock();
        }
    }

    /** Ends every open stream with a failure. */
    public void failAll(GemstreamException failure) {
        all().forEach(stream -> {
            stream.fail(failure);
            close(stream);
        });
    }

    private void moveToReader(Collection<Integer> from) {
        for (OpenStream stream : all()) {
            if (from.contains(stream.partition())
                    && stream.leaveTail(ownership.delivered(stream.partition()).orElse(0))) {
                reader.follow(stream);
                leaveIfClosed(stream);
            }
        }
    }

    private List<OpenStream> all() {
        return streams.values().stream().flatMap(List::stream).toList();
    }

    /** Closed meanwhile, perhaps before the reader was told of it. */
    private void leaveIfClosed(OpenStream stream) {
        if (!streams.getOrDefault(stream.requestId(), List.of()).contains(stream)) {
            reader.leave(stream);
        }
    }

    private boolean remove(OpenStream stream) {
        AtomicBoolean removed = new AtomicBoolean();
        streams.computeIfPresent(stream.requestId(), (_, readers) -> {
            removed.set(readers.contains(stream));
            List<OpenStream> rest = readers.stream().filter(reader -> reader != stream).toList();
            return rest.isEmpty() ? null : rest;
        });
        return removed.get();
    }
}
