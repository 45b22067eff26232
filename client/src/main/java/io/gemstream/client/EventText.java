package io.gemstream.client;

import io.gemstream.proto.v1.GenerateResponse;

/** Reads the text of a stream's events. */
public final class EventText {

    private EventText() {}

    /** The text that an event adds to the answer; may be empty. */
    public static String of(GenerateResponse event) {
        return switch (event.getEventCase()) {
            case TOKENS -> event.getTokens().getText();
            case FINISHED -> event.getFinished().getText();
            case ACCEPTED, EVENT_NOT_SET -> "";
        };
    }
}
