package io.gemstream.client;

import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.WatchRequest;
import java.util.UUID;

/** A call that streams a generation. It starts or joins the generation, or watches it. */
sealed interface StreamCall {

    /** A cursor before the first token. */
    int BEGINNING = -1;

    /**
     * Starts a generation; joins it, where it was started before.
     *
     * @param request with a key
     * @param keyDrawn whether the key was drawn here, so that nobody else can know of the generation
     */
    record Generate(GenerateRequest request, boolean keyDrawn) implements StreamCall {

        @Override
        public String requestId() {
            return request.getRequestId();
        }

        @Override
        public boolean endsWithItsReader() {
            return keyDrawn;
        }
    }

    /** Reads a generation that is known by its name. */
    record Watch(WatchRequest request) implements StreamCall {

        @Override
        public String requestId() {
            return request.getRequestId();
        }

        @Override
        public boolean endsWithItsReader() {
            return false;
        }
    }

    /** Names the generation. */
    String requestId();

    /** Whether the generation is of no use when its reader has left. */
    boolean endsWithItsReader();

    /** Draws a key where the request has none: under it the request can be sent again. */
    static Generate generate(GenerateRequest request) {
        boolean keyDrawn = request.getRequestId().isEmpty();
        return new Generate(keyDrawn
                ? request.toBuilder().setRequestId(UUID.randomUUID().toString()).build() : request, keyDrawn);
    }

    /** Begins with the token after {@code startingAfter}. */
    static Watch watch(String requestId, int startingAfter) {
        WatchRequest.Builder cursor = WatchRequest.newBuilder().setRequestId(requestId);
        if (startingAfter != BEGINNING) {
            cursor.setStartingAfter(startingAfter);
        }
        return new Watch(cursor.build());
    }
}
