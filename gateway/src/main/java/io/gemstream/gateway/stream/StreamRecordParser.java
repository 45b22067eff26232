package io.gemstream.gateway.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.v1.StreamRecord;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Values of gemstream.tokens. */
final class StreamRecordParser {

    private static final Logger LOG = LoggerFactory.getLogger(StreamRecordParser.class);

    private StreamRecordParser() {}

    /** The record, or empty where the value is none; then that is logged, and no reader of the stream sees it. */
    static Optional<StreamRecord> parse(String key, int partition, long offset, byte[] value) {
        try {
            return Optional.of(StreamRecord.parseFrom(value));
        } catch (InvalidProtocolBufferException malformed) {
            LOG.warn("request {}: record at {}-{} is no StreamRecord and is left out", key, partition, offset, malformed);
            return Optional.empty();
        }
    }
}
