package io.gemstream.gemma.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads the chat template in a Hugging Face directory. Newer tools keep it in a file of its own,
 * {@code chat_template.jinja} or, where there is a processor, {@code chat_template.json}; older ones in
 * {@code tokenizer_config.json}, by name if there are several.
 */
final class HfChatTemplate {

    private static final String KEY = "chat_template";

    private HfChatTemplate() {}

    static Optional<String> of(SafetensorsModel model) {
        return model.sibling("chat_template.jinja").map(HfChatTemplate::text)
                .or(() -> model.sibling("chat_template.json").map(JsonMetadata::read).flatMap(HfChatTemplate::member))
                .or(() -> model.sibling("tokenizer_config.json").map(JsonMetadata::read).flatMap(HfChatTemplate::member));
    }

    private static Optional<String> member(JsonMetadata json) {
        if (!json.has(KEY) || json.isText(KEY)) {
            return json.text(KEY);
        }
        return json.objects(KEY).stream()
                .flatMap(List::stream)
                .filter(named -> named.text("name").equals(Optional.of("default")))
                .findFirst()
                .flatMap(named -> named.text("template"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be read: " + e.getMessage(), "it has to be UTF-8 text", e);
        }
    }
}
