package io.gemstream.tokenizer;

import io.gemstream.gemma.chat.ChatTemplate;
import io.gemstream.gemma.chat.TemplateFit;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.tokenizer.config.ChatFormat;
import java.util.Optional;

/**
 * The decision whether conversations are rendered for a model.
 *
 * @param refusal why they are not, where they are not
 * @param warning for the one who starts the service, where there is anything to say
 */
public record ChatSupport(Optional<String> refusal, Optional<String> warning) {

    private static final String KEY = "gemstream.tokenizer.chat-template";

    /**
     * Decides.
     *
     * @param template how the file's template compares with Gemma's turns
     * @param wanted what the service is configured to do
     */
    static ChatSupport of(Tokenizer tokenizer, TemplateFit template, ChatFormat wanted) {
        if (tokenizer.turnTokens().isEmpty()) {
            return refused(ChatTemplate.NO_TURNS);
        }
        return switch (template) {
            case TemplateFit.Same() -> new ChatSupport(Optional.empty(), Optional.empty());
            case TemplateFit.Missing() -> switch (wanted) {
                case FILE -> served("the file has no chat template, so the model may be only pretrained; chats go"
                        + " in Gemma's turns (" + KEY + "=gemma ends this warning)");
                case GEMMA -> new ChatSupport(Optional.empty(), Optional.empty());
            };
            case TemplateFit.Other other -> switch (wanted) {
                case FILE -> refused(other.refusal());
                case GEMMA -> served("chats go in Gemma's turns, by " + KEY
                        + ", not in those of the file's template: " + other.difference());
            };
        };
    }

    private static ChatSupport refused(String reason) {
        return new ChatSupport(Optional.of(reason), Optional.of("chats are refused: " + reason));
    }

    private static ChatSupport served(String warning) {
        return new ChatSupport(Optional.empty(), Optional.of(warning));
    }
}
