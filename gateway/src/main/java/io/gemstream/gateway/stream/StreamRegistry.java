package io.gemstream.gateway.stream;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The open streams of this gateway, by request id, and who feeds each of them:
 *
 * <pre>
 *   open, partition owned       tail  ......x  partition taken away
 *                                            `---> reader, from the offset after the last one seen
 *   open, partition not owned   reader, from the end of the partition before the prompt was sent
 * </pre>
 *
 * A stream that went to the reader stays there until it ends; new streams of a partition that came back use the tail.
 * Thread-safe. {@link #deliver} takes no lock but the stream's own.
 */
public final class StreamRegistry {

    private final LogFollower reader;
    private final int mostOpen;
    private final ConcurrentHashMap<String, OpenStream> streams = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final PartitionOwnership ownership = new PartitionOwnership();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closed = lock.newCondition();
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

    /** Partitions of gemstream.tokens as the broker has them. */
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

    /** Streams open now. */
    public int size() {
        return open.get();
    }

    /** Request ids of the streams open now. */
    public Set<String> openIds() {
        return Set.copyOf(streams.keySet());
    }

    /**
     * Opens a stream before its request is sent.
     *
     * @return completes once every record that is written from then on will be seen; fails with a
     *     {@link GemstreamException}, and then the stream is closed
     * @throws GemstreamException TOO_MANY_STREAMS
     */
    public CompletionStage<Void> open(String requestId, StreamListener listener) {
        if (open.incrementAndGet() > mostOpen) {
            open.decrementAndGet();
            throw new GemstreamException(ErrorReason.TOO_MANY_STREAMS,
                    "open streams: " + mostOpen + " (expected: fewer than gemstream.gateway.max-open-streams)");
        }
        OpenStream stream = new OpenStream(requestId, Topics.partition(requestId, partitions), listener);
        lock.lock();
        try {
            streams.put(requestId, stream);
            OptionalLong tail = ownership.delivered(stream.partition());
            if (tail.isPresent()) {
                stream.feedFrom(OpenStream.Source.TAIL, tail.getAsLong());
                return CompletableFuture.completedFuture(null);
            }
        } finally {
            lock.unlock();
        }
        return reader.followFromEnd(stream).whenComplete((_, failure) -> {
            if (failure != null) {
                close(requestId);
            }
        });
    }

    /** Forgets a stream; no effect where it is not open. */
    public void close(String requestId) {
        OpenStream stream = streams.remove(requestId);
        if (stream == null) {
            return;
        }
        stream.close();
        if (stream.source() == OpenStream.Source.READER) {
            reader.leave(stream);
        }
        if (open.decrementAndGet() == 0) {
            lock.lock();
            try {
                closed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Takes a record that the tail brought. Records of keys that are not open here cost one look-up. */
    public void deliver(String key, long offset, byte[] value) {
        OpenStream stream = streams.get(key);
        if (stream != null) {
            stream.accept(OpenStream.Source.TAIL, offset, value);
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
        lock.lock();
        try {
            while (open.get() > 0) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = closed.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends every open stream with a failure. */
    public void failAll(GemstreamException failure) {
        List.copyOf(streams.values()).forEach(stream -> {
            stream.fail(failure);
            close(stream.requestId());
        });
    }

    private void moveToReader(Collection<Integer> from) {
        for (OpenStream stream : streams.values()) {
            if (from.contains(stream.partition()) && stream.source() == OpenStream.Source.TAIL) {
                stream.leaveTail(ownership.delivered(stream.partition()).orElse(0));
                reader.follow(stream);
                if (!streams.containsKey(stream.requestId())) {
                    // Closed meanwhile, perhaps as a stream of the tail, of which the reader is not told.
                    reader.leave(stream);
                }
            }
        }
    }
}
