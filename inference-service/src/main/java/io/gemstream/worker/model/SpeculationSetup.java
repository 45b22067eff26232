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
import java.util.Optional;

/**
 * The speculation of a worker's engine, with its draft model where there is one.
 *
 * @param speculation what the engine is told
 * @param draft the draft model at work, where there is one
 */
public record SpeculationSetup(Speculation speculation, Optional<Draft> draft) implements AutoCloseable {

    private static final String DRAFT_MODEL = "gemstream.speculation.draft-model";

    /** A draft model and its backend. */
    record Draft(GemmaModel model, Backend backend) {}

    /** Refuses, with MODEL_FILE_MISSING, a draft model that is not there, before the model it drafts for is read. */
    static void requireFile(SpeculationConfig config) {
        if (config.mode() == SpeculationConfig.Mode.DRAFT) {
            config.draftModel().filter(path -> !Files.exists(path)).ifPresent(path -> {
                throw new GemstreamException(
                        ErrorReason.MODEL_FILE_MISSING, DRAFT_MODEL + ": " + path + " (no such file)");
            });
        }
    }

    /**
     * Loads the draft model where one is wanted.
     *
     * @param tokenizer of the model to draft for
     * @throws GemstreamException with a reason from the table, and the key of the draft model
     */
    public static SpeculationSetup open(SpeculationConfig config, Tokenizer tokenizer, WorkerConfig worker,
            DeviceConfig device) {
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
        try (Unwinding opened = new Unwinding()) {
            GemmaModel model = opened.add(GemmaModel.load(config.draftModel().orElseThrow()), GemmaModel::close);
            Backend backend = opened.add(BackendFactory.create(model, worker, device), Backend::close);
            DraftProposer proposer = DraftProposer.of(backend, model.tokenizer(), tokenizer, worker.prefillChunk());
            return opened.complete(new SpeculationSetup(new Speculation(proposer, config.tokens(), config.maxRows()),
                    Optional.of(new Draft(model, backend))));
        } catch (RuntimeException | OutOfMemoryError failure) {
            LoadFailures.known(DRAFT_MODEL, failure).ifPresent(known -> {
                throw known;
            });
            throw failure;
        }
    }
}
