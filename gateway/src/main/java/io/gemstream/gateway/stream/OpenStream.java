package io.gemstream.gateway.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's log being read. At any time one source feeds it, the live tail or the log reader; what the other
 * brings is ignored, so that records are taken in log order whatever happens to the partition. Thread-safe.
 */
final class OpenStream {

    /** Where records may come from. */
    enum Source {
        TAIL,
        READER
    }

    private static final Logger LOG = LoggerFactory.getLogger(OpenStream.class);

    private final String requestId;
    private final int partition;
    private final StreamListener listener;
    private final Transcript transcript = new Transcript();
    private Source source = Source.READER;
    private long next;
    private boolean closed;

    OpenStream(String requestId, int partition, StreamListener listener) {
        this.requestId = requestId;
        this.partition = partition;
        this.listener = listener;
    }

    String requestId() {
        return requestId;
    }

    int partition() {
        return partition;
    }

    synchronized Source source() {
        return source;
    }

    /** Offset from which nothing of this stream has been taken yet. */
    synchronized long next() {
        return next;
    }

    /** From here on only {@code source} counts, and only records at {@code offset} or later. */
    synchronized void feedFrom(Source source, long offset) {
        this.source = source;
        this.next = offset;
    }

    /**
     * The tail is gone: from here on only the reader counts, from where the tail got to.
     *
     * @param delivered every record of the partition before this offset was handed on
     */
    synchronized void leaveTail(long delivered) {
        source = Source.READER;
        next = Math.max(next, delivered);
    }

    /** Takes a record of this stream's key. */
    synchronized void accept(Source from, long offset, byte[] value) {
        if (closed || from != source || offset < next) {
            return;
        }
        next = offset + 1;
        StreamRecord record;
        try {
            record = StreamRecord.parseFrom(value);
        } catch (InvalidProtocolBufferException malformed) {
            LOG.warn("request {}: record at {}-{} is no StreamRecord and is left out", requestId, partition, offset,
                    malformed);
            return;
        }
        switch (transcript.accept(record)) {
            case Transcript.Event.Ignored(var cause) ->
                    LOG.debug("request {}: record at {}-{} does not count: {}", requestId, partition, offset, cause);
            case Transcript.Event event -> listener.event(event);
        }
    }

    /** Ends the stream with a failure, where it has not ended. */
    synchronized void fail(GemstreamException failure) {
        if (!closed) {
            closed = true;
            listener.failed(failure);
        }
    }

    /** Nothing is told any more. */
    synchronized void close() {
        closed = true;
    }
}
