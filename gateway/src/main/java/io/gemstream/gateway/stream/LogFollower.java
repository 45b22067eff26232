package io.gemstream.gateway.stream;

import java.util.concurrent.CompletionStage;

/** Reads streams whose partition the live tail does not cover. */
interface LogFollower {

    /**
     * Reads a stream that has no records yet, from the end of its partition.
     *
     * @return completes with the end once it is known, so that whatever is written later will be seen; fails with a
     *     {@link io.gemstream.proto.GemstreamException} where the broker does not answer
     */
    CompletionStage<Long> followFromEnd(OpenStream stream);

    /** Reads a stream on from {@link OpenStream#next()}; fails it with CURSOR_EXPIRED where that was deleted. */
    void follow(OpenStream stream);

    /** Stops reading a stream; no effect where it is not read. */
    void leave(OpenStream stream);
}
