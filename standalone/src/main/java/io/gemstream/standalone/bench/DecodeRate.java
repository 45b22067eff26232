package io.gemstream.standalone.bench;

/**
 * Speed at which a number of streams decode together.
 *
 * @param streams how many
 * @param total tokens per second of all of them
 * @param bytesPerToken bytes that are read for a token, at least
 * @param bandwidth bytes per second that this takes at the median rate
 */
public record DecodeRate(int streams, Rate total, long bytesPerToken, double bandwidth) {

    /** Tokens per second of one stream, at the median. */
    public double perStream() {
        return total.median() / streams;
    }
}
