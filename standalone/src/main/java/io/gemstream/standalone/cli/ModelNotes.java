package io.gemstream.standalone.cli;

import io.gemstream.gemma.chat.SystemPolicy;
import io.gemstream.standalone.pipeline.PipelineSettings;
import io.gemstream.tokenizerservice.ServedModel;
import io.gemstream.tokenizerservice.config.ChatFormat;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** What the tokenizer service's log warns of in the model, for whoever watches {@code up}. */
final class ModelNotes {

    private static final String CHAT_FORMAT = "gemstream.tokenizer.chat-template";

    private ModelNotes() {}

    /** Reads the vocabulary once more, a fraction of a second. */
    static List<String> of(PipelineSettings settings) {
        ChatFormat format = ConfigProvider.getConfig().getOptionalValue(CHAT_FORMAT, ChatFormat.class)
                .orElse(ChatFormat.FILE);
        return ServedModel.read(settings.model(), settings.modelFile(), SystemPolicy.FOLD, format).warnings();
    }
}
