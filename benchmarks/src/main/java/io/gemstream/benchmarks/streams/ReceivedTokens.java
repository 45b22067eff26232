package io.gemstream.benchmarks.streams;

import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.Tokens;

/** Checks that a stream brings every token once and in order. Not thread-safe, but for {@link #count} and {@link #ended}. */
final class ReceivedTokens {

    private volatile int count;
    private volatile boolean ended;

    /**
     * Takes the next event of a stream.
     *
     * @throws IllegalStateException where a token is missing, or came before
     */
    void accept(GenerateResponse event) {
        switch (event.getEventCase()) {
            case TOKENS -> accept(event.getTokens());
            case FINISHED -> end();
            case ACCEPTED, EVENT_NOT_SET -> { }
        }
    }

    /**
     * Takes the text of the next token.
     *
     * @throws IllegalStateException where a token is missing, or came before
     */
    void accept(String text) {
        if (!text.equals(ScriptedPipeline.text(count)) || ended) {
            throw new IllegalStateException("a token with the text \"" + text + "\" (expected: token " + count + ")");
        }
        count++;
    }

    /** The stream has ended as it should. */
    void end() {
        ended = true;
    }

    /** Tokens so far. */
    int count() {
        return count;
    }

    /** Whether the end has come. */
    boolean ended() {
        return ended;
    }

    private void accept(Tokens tokens) {
        if (tokens.getIndex() != count) {
            throw new IllegalStateException("token " + tokens.getIndex() + " (expected: token " + count + ")");
        }
        accept(tokens.getText());
    }
}
