package io.gemstream.gemma.chat;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param content what is said, as it came; the template trims it
 */
public record ChatMessage(ChatRole role, String content) {

    /** A message of the user. */
    public static ChatMessage user(String content) {
        return new ChatMessage(ChatRole.USER, content);
    }

    /** A message of the model. */
    public static ChatMessage model(String content) {
        return new ChatMessage(ChatRole.MODEL, content);
    }

    /** Instructions in front of the conversation. */
    public static ChatMessage system(String content) {
        return new ChatMessage(ChatRole.SYSTEM, content);
    }
}
