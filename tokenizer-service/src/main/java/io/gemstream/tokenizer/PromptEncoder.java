package io.gemstream.tokenizer;

import io.gemstream.gemma.ChatEncoder;
import io.gemstream.gemma.chat.ChatEnding;
import io.gemstream.gemma.chat.ChatMessage;
import io.gemstream.gemma.chat.ChatRole;
import io.gemstream.gemma.chat.ChatTemplate;
import io.gemstream.gemma.chat.ChatTemplateException;
import io.gemstream.gemma.chat.SystemPolicy;
import io.gemstream.gemma.error.GemmaException;
import io.gemstream.gemma.tokenizer.EncodeMode;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.Chat;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.TokenIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Encodes a prompt, in any of its three forms, to the token ids that the model sees. Text of users can never become a
 * turn token: see {@link EncodeMode#PLAIN_TURN_TOKENS}. Thread-safe.
 */
final class PromptEncoder {

    private final TokenizerModel model;
    private final ChatEncoder chats;

    PromptEncoder(TokenizerModel model) {
        this.model = model;
        this.chats = new ChatEncoder(model.tokenizer());
    }

    TokenizerModel model() {
        return model;
    }

    /**
     * Ids of a prompt, BOS included where the form asks for it.
     *
     * @throws GemstreamException EMPTY_PROMPT, INVALID_CHAT, CHAT_UNSUPPORTED or INVALID_TOKEN_ID
     */
    int[] encode(Prompt prompt) {
        return switch (prompt.getFormCase()) {
            case TEXT -> text(prompt.getText());
            case CHAT -> chat(prompt.getChat());
            case TOKEN_IDS -> tokenIds(prompt.getTokenIds());
            case FORM_NOT_SET -> throw empty("prompt");
        };
    }

    private int[] text(String text) {
        if (text.isEmpty()) {
            throw empty("prompt.text");
        }
        return model.tokenizer().encodePrompt(text, EncodeMode.PLAIN_TURN_TOKENS);
    }

    private int[] chat(Chat chat) {
        if (chat.getMessagesCount() == 0) {
            throw empty("prompt.chat.messages");
        }
        model.chat().refusal().ifPresent(reason -> {
            throw new GemstreamException(ErrorReason.CHAT_UNSUPPORTED, "model: " + model.name() + " takes no chats: " + reason,
                    Map.of(ErrorStatus.FIELD, "prompt.chat"));
        });
        List<ChatMessage> messages = new ArrayList<>();
        for (int i = 0; i < chat.getMessagesCount(); i++) {
            messages.add(new ChatMessage(role(chat.getMessages(i).getRole(), i), chat.getMessages(i).getContent()));
        }
        try {
            ChatEnding ending = chat.getContinueFinalMessage() ? ChatEnding.OPEN_TURN : ChatEnding.NEW_TURN;
            return chats.encode(new ChatTemplate(policy(chat.getSystemPolicy())).render(messages, ending));
        } catch (ChatTemplateException broken) {
            throw invalidChat(broken.getMessage());
        } catch (GemmaException missing) {
            throw new GemstreamException(ErrorReason.CHAT_UNSUPPORTED,
                    "model: " + model.name() + " takes no chats: " + missing.getMessage(), missing);
        }
    }

    private int[] tokenIds(TokenIds tokenIds) {
        if (tokenIds.getIdsCount() == 0) {
            throw empty("prompt.token_ids.ids");
        }
        int size = model.tokenizer().size();
        for (int i = 0; i < tokenIds.getIdsCount(); i++) {
            int id = tokenIds.getIds(i);
            if (id < 0 || id >= size) {
                String field = "prompt.token_ids.ids[" + i + "]";
                throw new GemstreamException(ErrorReason.INVALID_TOKEN_ID,
                        field + ": " + id + " (expected: 0.." + (size - 1) + ")", Map.of(ErrorStatus.FIELD, field));
            }
        }
        return tokenIds.getIdsList().stream().mapToInt(Integer::intValue).toArray();
    }

    private SystemPolicy policy(io.gemstream.proto.v1.SystemPolicy wanted) {
        return switch (wanted) {
            case FOLD -> SystemPolicy.FOLD;
            case REJECT -> SystemPolicy.REJECT;
            case SYSTEM_POLICY_UNSPECIFIED, UNRECOGNIZED -> model.systemPolicy();
        };
    }

    private static ChatRole role(io.gemstream.proto.v1.ChatMessage.Role role, int index) {
        return switch (role) {
            case SYSTEM -> ChatRole.SYSTEM;
            case USER -> ChatRole.USER;
            case ASSISTANT -> ChatRole.MODEL;
            case ROLE_UNSPECIFIED, UNRECOGNIZED -> throw invalidChat(
                    "messages[" + index + "].role: unknown (expected: SYSTEM, USER or ASSISTANT)");
        };
    }

    private static GemstreamException empty(String field) {
        return new GemstreamException(ErrorReason.EMPTY_PROMPT, field + ": empty (expected: at least one token)",
                Map.of(ErrorStatus.FIELD, field));
    }

    private static GemstreamException invalidChat(String message) {
        return new GemstreamException(ErrorReason.INVALID_CHAT, message,
                Map.of(ErrorStatus.FIELD, "prompt.chat.messages"));
    }
}
