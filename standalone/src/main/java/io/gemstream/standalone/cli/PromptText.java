package io.gemstream.standalone.cli;

import io.gemstream.client.Prompts;
import io.gemstream.proto.v1.ChatMessage;
import io.gemstream.proto.v1.Prompt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the prompt argument: a text, or {@code -} for stdin. */
final class PromptText {

    private PromptText() {}

    static String read(String argument, InputStream in) throws IOException {
        return argument.equals("-") ? new String(in.readAllBytes(), StandardCharsets.UTF_8) : argument;
    }

    /** One user message, after a system message and before the beginning of the answer, where there are such. */
    static Prompt chat(String text, Optional<String> system, Optional<String> prefill) {
        List<ChatMessage> messages = new ArrayList<>();
        system.map(Prompts::system).ifPresent(messages::add);
        messages.add(Prompts.user(text));
        prefill.map(Prompts::assistant).ifPresent(messages::add);
        return Prompts.chat(messages);
    }
}
