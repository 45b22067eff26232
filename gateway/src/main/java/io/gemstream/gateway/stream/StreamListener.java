package io.gemstream.gateway.stream;

import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Transcript;

/** Receives the events of one open stream. Called in log order, by one thread at a time, never after the end. */
public interface StreamListener {

    /**
     * An event that counts; never {@link Transcript.Event.Ignored}. Must not block.
     *
     * @param offset of its record
     * @return whether the next may come; otherwise nothing does until {@link StreamRegistry#resume}
     */
    boolean event(Transcript.Event event, long offset);

    /** The stream was closed from this side; nothing follows. Must not block. */
    void failed(GemstreamException failure);
}
