package io.gemstream.gateway.inference;

import com.google.rpc.Status;
import io.gemstream.proto.inference.ModelInferResponse;

/** Takes the answers to one request. Must not block. */
interface InferClient {

    /** Whether it can take more. */
    boolean isReady();

    /**
     * Takes an answer.
     *
     * @param last whether no other follows; {@link #end} does
     */
    void answer(ModelInferResponse.Builder answer, boolean last);

    /** The request is answered; called once, unless it fails. */
    void end();

    /**
     * The request failed; nothing follows.
     *
     * @param taken whether a generation was begun: then the same request again would be a second one
     */
    void fail(Status failure, boolean taken);
}
