package io.gemstream.standalone.cli;

import io.gemstream.gemma.chat.TemplateFit;
import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.StoredVocabulary;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code up} says of conversations with a model, where there is something to say. */
final class ChatLine {

    private ChatLine() {}

    /** Reads no more than the file's header. */
    static Optional<String> of(Path modelFile) {
        try (ModelFile file = ModelFile.open(modelFile)) {
            return switch (TemplateFit.of(StoredVocabulary.chatTemplate(file))) {
                case TemplateFit.Same() -> Optional.empty();
                case TemplateFit.Missing() -> Optional.of(
                        "in Gemma's turns, which the model may not know: its file has no chat template");
                case TemplateFit.Other(String difference) -> Optional.of("not without"
                        + " GEMSTREAM_TOKENIZER_CHAT_TEMPLATE=gemma: the file's template is not Gemma's, " + difference);
            };
        }
    }
}
