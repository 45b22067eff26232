package io.gemstream.gateway.stream;

import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Transcript;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a stream tells. */
final class RecordingListener implements StreamListener {

    private final List<String> heard = new ArrayList<>();
    private final int pauseEvery;

    RecordingListener() {
        this(Integer.MAX_VALUE);
    }

    /** One that has enough after every so many events. */
    RecordingListener(int pauseEvery) {
        this.pauseEvery = pauseEvery;
    }

    List<String> heard() {
        return heard;
    }

    @Override
    public boolean event(Transcript.Event event, long offset) {
        heard.add(switch (event) {
            case Transcript.Event.Started(String attempt, _) -> "start " + attempt;
            case Transcript.Event.Tokens(var body) -> "token " + body.getIndex();
            case Transcript.Event.Finished _ -> "end";
            case Transcript.Event.Counted(var body) -> "count " + body.getTotalTokens();
            case Transcript.Event.Ignored(var cause) -> "ignored " + cause;
        });
        return heard.size() % pauseEvery != 0;
    }

    @Override
    public void failed(GemstreamException failure) {
        heard.add("failed " + failure.reason());
    }
}
