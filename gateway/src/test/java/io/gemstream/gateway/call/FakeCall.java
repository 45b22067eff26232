package io.gemstream.gateway.call;

import java.util.ArrayList;
import java.util.List;

/** A call that only says what was done with it, for tests of faces: they say themselves what comes of it. */
public final class FakeCall implements GenerationCall.Part {

    private final List<String> done = new ArrayList<>();

    /** The call, of one generation. */
    public GenerationCall named(String requestId) {
        return new GenerationCall(List.of(requestId), List.of(this));
    }

    /** What was done, in order. */
    public synchronized List<String> done() {
        return List.copyOf(done);
    }

    @Override
    public synchronized void start() {
        done.add("start");
    }

    @Override
    public synchronized void pump() {
        done.add("pump");
    }

    @Override
    public synchronized void leave() {
        done.add("leave");
    }
}
