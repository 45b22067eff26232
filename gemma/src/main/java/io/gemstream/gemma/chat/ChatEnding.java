package io.gemstream.gemma.chat;

/** Ways to end a rendered conversation after its last message. */
public enum ChatEnding {
    /** Nothing: the conversation as it stands. */
    CLOSED,
    /** The header of the model's next turn, which the model fills; the last message is the user's. */
    NEW_TURN,
    /**
     * The last message is the model's and its turn stays open, so that the model goes on where it ends. White space at
     * its end is kept, unlike that of a turn that is over: what the model writes continues exactly this text.
     */
    OPEN_TURN
}
