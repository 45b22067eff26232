package io.gemstream.worker.model;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.Speculation;
import io.gemstream.gemma.speculation.DraftProposer;
import io.gemstream.gemma.speculation.NgramProposer;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.worker.config.DeviceConfig;
import io.gemstream.worker.config.SpeculationConfig;
import io.gemstream.worker.config.WorkerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the engine of a worker drafts ahead.
 *
 * @param speculation what the engine is told
 * @param draft the draft model at work, where there is one
 */
public record SpeculationSetup(Speculation speculation, Optional<Draft> draft) implements AutoCloseable {

    private static final String KEY = "gemstream.speculation";

    /** A draft model and what it runs on. */
    record Draft(GemmaModel model, Backend backend) {}

    /** @throws GemstreamException INVALID_CONFIGURATION or MODEL_FILE_MISSING, if what is configured cannot be */
    public static void requireValid(SpeculationConfig config) {
        require(config.tokens() >= 1, KEY + ".tokens: " + config.tokens() + " (expected: >= 1)");
        require(config.maxRows() >= 1, KEY + ".max-rows: " + config.maxRows() + " (expected: >= 1)");
        if (config.mode() == SpeculationConfig.Mode.DRAFT) {
            require(config.draftModel().isPresent(), KEY + ".draft-model: not set (expected: path of a model)");
            Path path = config.draftModel().orElseThrow();
            if (!Files.exists(path)) {
                throw new GemstreamException(
                        ErrorReason.MODEL_FILE_MISSING, KEY + ".draft-model: " + path + " (no such file)");
            }
        }
    }

    /**
     * Loads the draft model where one is wanted.
     *
     * @param tokenizer of the model to draft for
     * @throws io.gemstream.gemma.speculation.VocabularyMismatchException if the draft model has another vocabulary; and
     *     what loading a model throws
     */
    public static SpeculationSetup open(SpeculationConfig config, Tokenizer tokenizer, WorkerConfig worker, DeviceConfig device) {
        return switch (config.mode()) {
            case OFF -> new SpeculationSetup(Speculation.OFF, Optional.empty());
            case NGRAM -> new SpeculationSetup(
                    new Speculation(new NgramProposer(), config.tokens(), config.maxRows()), Optional.empty());
            case DRAFT -> draft(config, tokenizer, worker, device);
        };
    }

    /** Frees the draft model; after the engine. */
    @Override
    public void close() {
        draft.ifPresent(opened -> {
            opened.backend().close();
            opened.model().close();
        });
    }

    private static SpeculationSetup draft(
            SpeculationConfig config, Tokenizer tokenizer, WorkerConfig worker, DeviceConfig device) {
        GemmaModel model = GemmaModel.load(config.draftModel().orElseThrow());
        try {
            Tokenizer own = model.tokenizer();
            Backend backend = BackendFactory.create(model, worker, device);
            try {
                return new SpeculationSetup(
                        new Speculation(DraftProposer.of(backend, own, tokenizer, worker.prefillChunk()),
                                config.tokens(), config.maxRows()),
                        Optional.of(new Draft(model, backend)));
            } catch (RuntimeException | Error failure) {
                backend.close();
                throw failure;
            }
        } catch (RuntimeException | Error failure) {
            model.close();
            throw failure;
        }
    }

    private static void require(boolean valid, String message) {
        if (!valid) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION, message);
        }
    }
}
