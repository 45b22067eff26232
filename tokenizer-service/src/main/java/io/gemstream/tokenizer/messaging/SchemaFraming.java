package io.gemstream.tokenizer.messaging;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A value behind the framing that serializers of schema registries write: a zero byte, which begins no protobuf and no
 * JSON, and the schema's id in four bytes (Confluent's wire format; Apicurio's too, in eight bytes where so set).
 * Protobuf has the path of its message within the schema next: a count and as many numbers, zigzag varints, or a single
 * zero for the first.
 */
record SchemaFraming(byte[] value) {

    private static final int[] ID_LENGTHS = {Integer.BYTES, Long.BYTES};

    /** Empty where there is no framing. */
    static Optional<SchemaFraming> of(byte[] value) {
        return value[0] == 0 && value.length > 1 + Integer.BYTES ? Optional.of(new SchemaFraming(value)) : Optional.empty();
    }

    int schemaId() {
        return ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
    }

    /** The bytes that may lie behind the framing, none of them empty. */
    List<byte[]> candidates() {
        List<byte[]> candidates = new ArrayList<>();
        for (int idLength : ID_LENGTHS) {
            int begin = 1 + idLength;
            if (begin < value.length) {
                candidates.add(from(begin));
                afterPath(begin).ifPresent(candidates::add);
            }
        }
        return candidates;
    }

    private Optional<byte[]> afterPath(int begin) {
        CodedInputStream in = CodedInputStream.newInstance(value, begin, value.length - begin);
        try {
            int count = in.readSInt32();
            for (int i = 0; i < count; i++) {
                in.readSInt32();
            }
            return in.isAtEnd() ? Optional.empty() : Optional.of(from(begin + in.getTotalBytesRead()));
        } catch (IOException noPath) {
            return Optional.empty();
        }
    }

    private byte[] from(int begin) {
        return Arrays.copyOfRange(value, begin, value.length);
    }
}
