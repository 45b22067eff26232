package io.gemstream.gemma;

import io.gemstream.gemma.chat.ChatEnding;
import io.gemstream.gemma.chat.ChatMessage;
import io.gemstream.gemma.chat.ChatRole;
import io.gemstream.gemma.chat.ChatTemplate;
import io.gemstream.gemma.chat.SystemPolicy;
import io.gemstream.gemma.chat.TemplateFit;
import io.gemstream.gemma.error.GemmaException;
import io.gemstream.gemma.error.GemmaException.Code;
import io.gemstream.gemma.format.StoredVocabulary;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;

/**
 * Converts conversations to prompts, for a model whose own chat template gives the same text as ours (ADR 33).
 *
 * @param refusal why the model takes no conversations; empty where it takes them
 */
record Chats(ChatTemplate template, ChatEncoder encoder, Optional<String> refusal) {

    static Chats of(GemmaModel model, Tokenizer tokenizer, SystemPolicy systemPolicy) {
        return new Chats(new ChatTemplate(systemPolicy), new ChatEncoder(tokenizer), refusal(model, tokenizer));
    }

    private static Optional<String> refusal(GemmaModel model, Tokenizer tokenizer) {
        if (tokenizer.turnTokens().isEmpty()) {
            return Optional.of(ChatTemplate.NO_TURNS);
        }
        return switch (TemplateFit.of(StoredVocabulary.chatTemplate(model.file()))) {
            case TemplateFit.Same(), TemplateFit.Missing() -> Optional.empty();
            case TemplateFit.Other other -> Optional.of(other.refusal());
        };
    }

    int[] encode(List<ChatMessage> messages) {
        if (refusal.isPresent()) {
            throw new GemmaException(Code.CHAT_UNSUPPORTED, "the model takes no chats: " + refusal.get());
        }
        boolean open = !messages.isEmpty() && messages.getLast().role() == ChatRole.MODEL;
        return encoder.encode(template.render(messages, open ? ChatEnding.OPEN_TURN : ChatEnding.NEW_TURN));
    }
}
