package io.gemstream.client;

import io.gemstream.proto.v1.Chat;
import io.gemstream.proto.v1.ChatMessage;
import io.gemstream.proto.v1.ChatMessage.Role;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.TokenIds;
import java.util.List;

/** Builds the three forms of a prompt. */
public final class Prompts {

    private Prompts() {}

    /** A text that the model goes on with. */
    public static Prompt text(String text) {
        return Prompt.newBuilder().setText(text).build();
    }

    /** Token ids as they are; nothing is put in front. */
    public static Prompt ids(List<Integer> ids) {
        return Prompt.newBuilder().setTokenIds(TokenIds.newBuilder().addAllIds(ids)).build();
    }

    /** A conversation, oldest message first. Where the last one is the assistant's, the model goes on with it. */
    public static Prompt chat(List<ChatMessage> messages) {
        boolean begun = !messages.isEmpty() && messages.getLast().getRole() == Role.ASSISTANT;
        return Prompt.newBuilder()
                .setChat(Chat.newBuilder().addAllMessages(messages).setContinueFinalMessage(begun)).build();
    }

    /** A message of the user. */
    public static ChatMessage user(String content) {
        return message(Role.USER, content);
    }

    /** A message of the model: one that it has written, or the beginning of its answer. */
    public static ChatMessage assistant(String content) {
        return message(Role.ASSISTANT, content);
    }

    /** The system message, which goes before the conversation. */
    public static ChatMessage system(String content) {
        return message(Role.SYSTEM, content);
    }

    private static ChatMessage message(Role role, String content) {
        return ChatMessage.newBuilder().setRole(role).setContent(content).build();
    }
}
