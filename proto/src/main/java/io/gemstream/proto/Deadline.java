package io.gemstream.proto;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The absolute time after which the answer to a request is worth nothing; it means the same at every hop.
 *
 * @param epochMs milliseconds since 1970; {@link Long#MAX_VALUE}: never
 */
public record Deadline(long epochMs) {

    /** No deadline. */
    public static final Deadline NEVER = new Deadline(Long.MAX_VALUE);

    /** 2001-09-09 and the year 33658: seconds are less, microseconds are more. */
    private static final long EARLIEST_MS = 1_000_000_000_000L;
    private static final long LATEST_MS = 1_000_000_000_000_000L;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    public boolean expired(long nowMs) {
        return nowMs >= epochMs;
    }

    /** The time, or empty for never. */
    public OptionalLong asOptional() {
        return equals(NEVER) ? OptionalLong.empty() : OptionalLong.of(epochMs);
    }

    /**
     * Reads the value of {@link RecordHeaders#DEADLINE_MS}.
     *
     * @throws GemstreamException MALFORMED_RECORD where it is no time in milliseconds since 1970: a duration, a time in
     *     seconds or as a date would otherwise be a deadline that is long past, or none
     */
    public static Deadline parse(String text) {
        if (NUMBER.matcher(text).matches()) {
            long epochMs = Long.parseLong(text);
            if (epochMs >= EARLIEST_MS && epochMs < LATEST_MS) {
                return new Deadline(epochMs);
            }
        }
        throw RecordHeaders.malformed(RecordHeaders.DEADLINE_MS, text,
                "a time in milliseconds since 1970, such as " + System.currentTimeMillis() + " for now");
    }
}
