package io.gemstream.proto;

import java.util.Map;

/** Creates failures that name the field of a request that is wrong. */
public final class Refusals {

    private Refusals() {}

    /**
     * A field out of its range.
     *
     * @param name as the message says it, for example {@code top_k}
     * @param field its full path in the request, for example {@code sampling.top_k}
     */
    public static GemstreamException outOfRange(ErrorReason reason, String name, String field, Object value, String expected) {
        return new GemstreamException(reason, name + ": " + value + " (expected: " + expected + ")",
                Map.of(ErrorStatus.FIELD, field));
    }
}
