package io.gemstream.gemma.chat;

/** Roles of the speakers in a conversation. */
public enum ChatRole {
    /** Instructions in front of the conversation; Gemma has no such turn, see {@link SystemPolicy}. */
    SYSTEM("system"),
    /** The person who asks. */
    USER("user"),
    /** The model; other APIs call it assistant. */
    MODEL("model");

    private final String turnName;

    ChatRole(String turnName) {
        this.turnName = turnName;
    }

    /** The word in a turn's header. */
    public String turnName() {
        return turnName;
    }
}
