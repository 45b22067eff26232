package io.gemstream.proto;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Headers;

/**
 * When a request stops being worth anything, as an absolute time, so that it means the same at every hop.
 *
 * @param epochMs milliseconds since 1970; {@link Long#MAX_VALUE}: never
 */
public record Deadline(long epochMs) {

    /** No deadline. */
    public static final Deadline NEVER = new Deadline(Long.MAX_VALUE);

    /** Reads {@link RecordHeaders#DEADLINE_MS}; absent or not a number: {@link #NEVER}. */
    public static Deadline from(Headers headers) {
        return RecordHeaders.text(headers, RecordHeaders.DEADLINE_MS)
                .map(Deadline::parse)
                .orElse(NEVER);
    }

    /** Writes the header; nothing for {@link #NEVER}. */
    public void writeTo(Headers headers) {
        if (!equals(NEVER)) {
            headers.remove(RecordHeaders.DEADLINE_MS)
                    .add(RecordHeaders.DEADLINE_MS, Long.toString(epochMs).getBytes(StandardCharsets.UTF_8));
        }
    }

    public boolean expired(long nowMs) {
        return nowMs >= epochMs;
    }

    /** The time, or empty for never. */
    public OptionalLong asOptional() {
        return equals(NEVER) ? OptionalLong.empty() : OptionalLong.of(epochMs);
    }

    private static Deadline parse(String text) {
        try {
            return new Deadline(Long.parseLong(text));
        } catch (NumberFormatException notANumber) {
            return NEVER;
        }
    }
}
