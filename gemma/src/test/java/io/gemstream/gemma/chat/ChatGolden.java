package io.gemstream.gemma.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.StreamSupport;

/** A line of the template goldens: a conversation, and per vocabulary its text and ids, or that it is refused. */
record ChatGolden(String name, List<ChatMessage> messages, boolean addGenerationPrompt, JsonNode byVocabulary) {

    static List<ChatGolden> all() {
        return lines("/chat/golden.jsonl").stream().map(ChatGolden::of).toList();
    }

    static List<JsonNode> lines(String resource) {
        try {
            return new ObjectMapper()
                    .readerFor(JsonNode.class)
                    .<JsonNode>readValues(ChatGolden.class.getResourceAsStream(resource))
                    .readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ChatEnding ending() {
        return addGenerationPrompt ? ChatEnding.NEW_TURN : ChatEnding.CLOSED;
    }

    boolean refused() {
        return byVocabulary.get("gemma2").has("refuse");
    }

    @Override
    public String toString() {
        return name;
    }

    private static ChatGolden of(JsonNode line) {
        return new ChatGolden(line.get("name").textValue(), messages(line),
                line.get("add_generation_prompt").booleanValue(), line);
    }

    static List<ChatMessage> messages(JsonNode line) {
        return StreamSupport.stream(line.get("messages").spliterator(), false)
                .map(message -> new ChatMessage(
                        role(message.get("role").textValue()), message.get("content").textValue()))
                .toList();
    }

    private static ChatRole role(String name) {
        return switch (name) {
            case "system" -> ChatRole.SYSTEM;
            case "user" -> ChatRole.USER;
            case "assistant" -> ChatRole.MODEL;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
