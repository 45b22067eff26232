package io.gemstream.gateway.call;

import java.util.List;

/**
 * A call that generations answer, one or several. Its face starts it, says when the client can take more, and when the
 * client has left. Thread-safe.
 */
public final class GenerationCall {

    /** One generation of a call. */
    interface Part {

        void start();

        /** Sends what the client can take. */
        void pump();

        /** The client, or another choice, has ended the call. */
        void leave();
    }

    private final List<String> requestIds;
    private final List<? extends Part> parts;

    GenerationCall(List<String> requestIds, List<? extends Part> parts) {
        this.requestIds = List.copyOf(requestIds);
        this.parts = parts;
    }

    /** The ids of the generations, by choice; as clients gave them, where they did. Empty for a call that was refused. */
    public List<String> requestIds() {
        return requestIds;
    }

    /** Starts what the call is for; only now anything is sent. Called once. */
    public void start() {
        parts.forEach(Part::start);
    }

    /** The client can take more. */
    public void pump() {
        parts.forEach(Part::pump);
    }

    /** The client has left: generations that nobody can come back to are cancelled. No effect where the call has ended. */
    public void leave() {
        parts.forEach(Part::leave);
    }
}
