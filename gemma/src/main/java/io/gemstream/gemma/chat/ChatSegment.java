package io.gemstream.gemma.chat;

/** A stretch of a rendered conversation: special tokens are apart from text, so that no text can pose as one. */
public sealed interface ChatSegment {

    /** The segment as the template's text has it. */
    String text();

    /**
     * A special token, to be put in by id.
     *
     * @param piece its name in the vocabulary, for example {@code <start_of_turn>}
     */
    record Special(String piece) implements ChatSegment {
        @Override
        public String text() {
            return piece;
        }
    }

    /**
     * Text to encode as plain text, by itself: no token spans two segments.
     *
     * @param text may be empty
     */
    record Text(String text) implements ChatSegment {}
}
