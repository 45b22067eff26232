package io.gemstream.gateway.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.StreamRecord;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the events of one request's log to one listener. At any time one source feeds the stream, the live tail or the
 * log reader; what the other brings is ignored, so that records are taken in log order whatever happens to the
 * partition. A listener that has enough for now pauses the stream, which then holds nothing but its place in the log.
 * Thread-safe.
 */
public final class OpenStream {

    /** A source of records. */
    enum Source {
        TAIL,
        READER,
        /** From nowhere: until {@link StreamRegistry#resume}, or until the reader has got to its place. */
        PAUSED
    }

    /** The purpose for which a stream is open. */
    public enum Purpose {
        /** A call waits for it: counts towards the most open streams, and a shutdown waits for its end. */
        CALL,
        /** The gateway watches for its own sake. */
        RECORD,
        /** The gateway writes an answer to a client's topic. */
        REPLY
    }

    private static final Logger LOG = LoggerFactory.getLogger(OpenStream.class);

    private final String requestId;
    private final Purpose purpose;
    private final StreamListener listener;
    private final Transcript transcript = new Transcript();
    private volatile Source source = Source.PAUSED;
    private volatile int partition;
    private long next;
    private volatile boolean closed;

    OpenStream(String requestId, Purpose purpose, StreamListener listener) {
        this.requestId = requestId;
        this.purpose = purpose;
        this.listener = listener;
    }

    public String requestId() {
        return requestId;
    }

    /** The partition in which the log lies; means nothing before the stream is opened. */
    public int partition() {
        return partition;
    }

    /** Sets the partition in which the log lies, before the stream is fed from there. */
    void liesIn(int partition) {
        this.partition = partition;
    }

    Purpose purpose() {
        return purpose;
    }

    Source source() {
        return source;
    }

    /** Offset from which nothing of this stream has been taken yet. */
    synchronized long next() {
        return next;
    }

    /**
     * Feeds the stream from one source from here on: only {@code source} counts, and only records at {@code offset} or
     * later.
     */
    synchronized void feedFrom(Source source, long offset) {
        this.source = source;
        this.next = offset;
    }

    /**
     * The tail is gone: where it fed the stream, nothing does until the reader is where the tail got to.
     *
     * @param delivered every record of the partition before this offset was handed on
     * @return whether the reader must follow; a paused stream has its own place
     */
    synchronized boolean leaveTail(long delivered) {
        if (source != Source.TAIL) {
            return false;
        }
        source = Source.PAUSED;
        next = Math.max(next, delivered);
        return true;
    }

    /** Whether nothing feeds it; asked after the event that paused it was told in full. */
    synchronized boolean paused() {
        return !closed && source == Source.PAUSED;
    }

    /** Whether the reader feeds it now. */
    boolean isRead() {
        return !closed && source == Source.READER;
    }

    /** Whether it would take a record from that source now. */
    synchronized boolean takes(Source from, long offset) {
        return !closed && from == source && offset >= next;
    }

    /**
     * Ends a pause: the reader goes on at {@link #next()}. For the reader's own thread: in the middle of what it hands
     * on, the stream would take a record behind those that it was handed during the pause.
     */
    synchronized void unpause() {
        if (source == Source.PAUSED) {
            source = Source.READER;
        }
    }

    /**
     * Hands what lies at a place of gemstream.tokens to those readers of its request whose log lies there. What is no
     * record is logged, and no reader sees it.
     */
    static void hand(
            Collection<OpenStream> readers, Source from, String key, int partition, long offset, byte[] value) {
        StreamRecord record;
        try {
            record = StreamRecord.parseFrom(value);
        } catch (InvalidProtocolBufferException malformed) {
            LOG.warn("request {}: record at {}-{} is no StreamRecord and is left out",
                    key, partition, offset, malformed);
            return;
        }
        for (OpenStream reader : readers) {
            if (reader.partition() == partition) {
                reader.accept(from, offset, record);
            }
        }
    }

    /** Takes a record of this stream's key. */
    synchronized void accept(Source from, long offset, StreamRecord record) {
        if (!takes(from, offset)) {
            return;
        }
        next = offset + 1;
        switch (transcript.accept(record)) {
            case Transcript.Event.Ignored(var cause) ->
                    LOG.debug("request {}: record at {}-{} does not count: {}", requestId, partition, offset, cause);
            case Transcript.Event event -> {
                if (!listener.event(event, offset)) {
                    source = Source.PAUSED;
                }
            }
        }
    }

    /** Ends the stream with a failure, where it has not ended. */
    synchronized void fail(GemstreamException failure) {
        if (!closed) {
            closed = true;
            listener.failed(failure);
        }
    }

    /** Nothing further is told. Takes no lock: it is called by listeners, under locks of theirs. */
    void close() {
        closed = true;
    }
}
