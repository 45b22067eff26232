package io.gemstream.gemma.chat;

import io.gemstream.gemma.chat.jinja.JinjaException;
import io.gemstream.gemma.chat.jinja.JinjaTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Result of comparing the chat template in a model's files with {@link ChatTemplate}, which renders every conversation
 * that is served (ADR 33). The file's own is carried out on a few short conversations; what it does with system
 * messages, with white space around a message, and with roles in a wrong order is not looked at, as these are ruled
 * here by ourselves.
 */
public sealed interface TemplateFit {

    /**
     * The files have no chat template: the model was only pretrained, or whoever converted it left the template out.
     */
    record Missing() implements TemplateFit {}

    /** The file's template renders conversations as ours does. */
    record Same() implements TemplateFit {}

    /**
     * The file's template renders a conversation in another way, or cannot be carried out.
     *
     * @param difference one line, what and where
     */
    record Other(String difference) implements TemplateFit {

        /** Why conversations are refused that would not be rendered as the file wants it. */
        public String refusal() {
            return "the file's chat template is not Gemma's: " + difference;
        }
    }

    /** Compares. Takes a millisecond, whatever the template. */
    static TemplateFit of(Optional<String> template) {
        if (template.filter(source -> !source.isBlank()).isEmpty()) {
            return new Missing();
        }
        ChatMessage question = new ChatMessage(ChatRole.USER, "What is 2 < 3?");
        ChatMessage answer = new ChatMessage(ChatRole.MODEL, "It is\n\n  \"true\".");
        ChatMessage more = new ChatMessage(ChatRole.USER, "\u00dcber {{ x }}?");
        return difference(template.get(), List.of(question))
                .or(() -> difference(template.get(), List.of(question, answer, more)))
                .<TemplateFit>map(Other::new)
                .orElseGet(Same::new);
    }

    private static Optional<String> difference(String template, List<ChatMessage> messages) {
        String ours = new ChatTemplate(SystemPolicy.FOLD).render(messages, ChatEnding.NEW_TURN).stream()
                .map(ChatSegment::text)
                .collect(Collectors.joining());
        try {
            String theirs = JinjaTemplate.render(template, names(messages));
            // Some templates leave BOS to the tokenizer.
            String bos = ChatTemplate.BOS.text();
            String expected = theirs.startsWith(bos) ? ours : ours.substring(bos.length());
            return theirs.equals(expected) ? Optional.empty() : Optional.of(Excerpt.difference(theirs, expected));
        } catch (JinjaException beyondUs) {
            return Optional.of("it cannot be followed: " + Excerpt.line(beyondUs.getMessage()));
        }
    }

    /** As transformers calls a template. */
    private static Map<String, Object> names(List<ChatMessage> messages) {
        List<Map<String, String>> all = messages.stream()
                .map(message -> Map.of("role", message.role() == ChatRole.MODEL ? "assistant" : message.role().turnName(),
                        "content", message.content()))
                .toList();
        return Map.of("messages", all, "add_generation_prompt", true, "bos_token", ChatTemplate.BOS.text(), "eos_token", "<eos>",
                "tools", Optional.empty(), "documents", Optional.empty());
    }
}
