package io.gemstream.gateway.call;

import com.google.rpc.Status;
import io.gemstream.proto.v1.GenerateResponse;

/**
 * Receives the responses of a call, one thread at a time. The first of each choice is its Accepted, the last its Finished,
 * unless the call fails. Must not block, and must not call the {@link GenerationCall} back.
 */
public interface ResponseSink {

    /** Whether the client can take more. Whoever says no calls {@link GenerationCall#pump} once it can. */
    boolean isReady();

    void send(GenerateResponse response);

    /** Every generation ended well; nothing follows. */
    void complete();

    /** A generation, or its acceptance, failed; nothing follows. */
    void fail(Status failure);
}
