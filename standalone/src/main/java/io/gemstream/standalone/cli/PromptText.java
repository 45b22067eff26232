package io.gemstream.standalone.cli;

import io.gemstream.proto.v1.Chat;
import io.gemstream.proto.v1.ChatMessage;
import io.gemstream.proto.v1.Prompt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The prompt argument: a text, or {@code -} for stdin. */
final class PromptText {

    private PromptText() {}

    static String read(String argument, InputStream in) throws IOException {
        return argument.equals("-") ? new String(in.readAllBytes(), StandardCharsets.UTF_8) : argument;
    }

    static Prompt plain(String text) {
        return Prompt.newBuilder().setText(text).build();
    }

    /** One user message, after a system message and before the beginning of the answer, where there are such. */
    static Prompt chat(String text, Optional<String> system, Optional<String> prefill) {
        Chat.Builder chat = Chat.newBuilder();
        system.ifPresent(content -> chat.addMessages(message(ChatMessage.Role.SYSTEM, content)));
        chat.addMessages(message(ChatMessage.Role.USER, text));
        prefill.ifPresent(content ->
                chat.addMessages(message(ChatMessage.Role.ASSISTANT, content)).setContinueFinalMessage(true));
        return Prompt.newBuilder().setChat(chat).build();
    }

    private static ChatMessage message(ChatMessage.Role role, String content) {
        return ChatMessage.newBuilder().setRole(role).setContent(content).build();
    }
}
