package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.gemstream.gateway.http.Fields;
import io.gemstream.proto.Echo;
import io.gemstream.proto.v1.Chat;
import io.gemstream.proto.v1.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Reads conversations as clients write them: several instructions anywhere become one in front, neighbours of one role one
 * message, the parts of a message one text. Gemma has turns of two that alternate, and what tools say is told by the user.
 */
final class ChatMessages {

    private static final String BETWEEN = "\n\n";

    private ChatMessages() {}

    /** @param continued whether the last message is to be gone on with */
    static Chat read(Fields fields, boolean continued) {
        List<String> instructions = new ArrayList<>();
        List<ChatMessage> turns = new ArrayList<>();
        List<JsonNode> messages = fields.array("messages");
        for (int i = 0; i < messages.size(); i++) {
            Fields message = Fields.object(messages.get(i), "messages[" + i + "]");
            String content = content(message);
            switch (role(message)) {
                case SYSTEM -> instructions.add(content);
                case ChatMessage.Role role -> add(turns, role, content);
            }
        }
        Chat.Builder chat = Chat.newBuilder().setContinueFinalMessage(continued);
        if (!instructions.isEmpty()) {
            chat.addMessages(message(ChatMessage.Role.SYSTEM, String.join(BETWEEN, instructions)));
        }
        return chat.addAllMessages(turns).build();
    }

    private static void add(List<ChatMessage> turns, ChatMessage.Role role, String content) {
        if (!turns.isEmpty() && turns.getLast().getRole() == role) {
            turns.add(message(role, turns.removeLast().getContent() + BETWEEN + content));
        } else {
            turns.add(message(role, content));
        }
    }

    private static ChatMessage message(ChatMessage.Role role, String content) {
        return ChatMessage.newBuilder().setRole(role).setContent(content).build();
    }

    private static ChatMessage.Role role(Fields message) {
        String role = message.text("role").orElse("");
        return switch (role) {
            case "system", "developer" -> ChatMessage.Role.SYSTEM;
            case "user", "tool", "function" -> ChatMessage.Role.USER;
            case "assistant" -> ChatMessage.Role.ASSISTANT;
            default -> throw Fields.refused(message.path() + "role", message.path() + "role: "
                    + Echo.quoted(role) + " (expected: system, developer, user, assistant or tool)");
        };
    }

    private static String content(Fields message) {
        if (!message.array("tool_calls").isEmpty()) {
            throw Fields.refused(message.path() + "tool_calls", message.path() + "tool_calls: not supported (expected: none)");
        }
        return message.any("content").map(content -> {
            if (content.isTextual()) {
                return content.textValue();
            }
            if (!content.isArray()) {
                throw Fields.wrong(message.path() + "content", content, "a string, or an array of text parts");
            }
            return parts(Fields.array(content, message.path() + "content"), message.path() + "content");
        }).orElse("");
    }

    private static String parts(List<JsonNode> parts, String at) {
        StringJoiner text = new StringJoiner("");
        for (int i = 0; i < parts.size(); i++) {
            String path = at + "[" + i + "]";
            if (parts.get(i).isTextual()) {
                text.add(parts.get(i).textValue());
                continue;
            }
            Fields part = Fields.object(parts.get(i), path);
            switch (part.text("type").orElse("text")) {
                case "text", "input_text", "output_text" -> text.add(part.text("text").orElse(""));
                case "refusal" -> text.add(part.text("refusal").orElse(""));
                default -> throw Fields.wrong(part.path() + "type", part.object().get("type"),
                        "text; images, sound and files are not supported");
            }
        }
        return text.toString();
    }
}
