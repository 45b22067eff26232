package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.GemstreamException;
import io.gemstream.service.config.ModelFiles;
import io.gemstream.tokenizer.PromptTokenizer;
import io.gemstream.tokenizer.TokenizerModel;
import io.gemstream.tokenizer.config.TokenizerConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the models' vocabularies before the first prompt is read, or fails the start with a {@link GemstreamException}. */
@ApplicationScoped
public class TokenizerStart {

    private static final Logger LOG = LoggerFactory.getLogger(TokenizerStart.class);

    /** Before the channels open, which is at 1000. */
    private static final int BEFORE_CHANNELS = 500;

    private final ModelFiles files;
    private final TokenizerConfig config;
    private volatile List<TokenizerModel> models = List.of();

    TokenizerStart(ModelFiles files, TokenizerConfig config) {
        this.files = files;
        this.config = config;
    }

    void readModels(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
        models = ModelFiles.requireSome(files).entrySet().stream()
                .map(entry -> TokenizerModel.read(entry.getKey(), entry.getValue(), config.systemPolicy(),
                        config.chatTemplate()))
                .toList();
        for (TokenizerModel model : models) {
            LOG.info("tokenizes for {}: {}, {} tokens in the vocabulary, context {}", model.name(),
                    model.architecture(), model.tokenizer().size(), model.contextLength());
            model.warnings().forEach(warning -> LOG.warn("{}: {}", model.name(), warning));
        }
    }

    List<TokenizerModel> models() {
        return models;
    }

    /** Warnings about a model for the one who started the service, as in the log: one line each. */
    public List<String> warnings(String model) {
        return models.stream()
                .filter(tokenizer -> tokenizer.name().equals(model))
                .flatMap(tokenizer -> tokenizer.warnings().stream())
                .toList();
    }

    /** The tokenizer over all models; made on first use, which is after they were read. */
    @Produces
    @ApplicationScoped
    PromptTokenizer promptTokenizer() {
        return new PromptTokenizer(models);
    }
}
