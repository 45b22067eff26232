package io.gemstream.standalone.pipeline;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at a model file before anything is started, so that one that cannot be served is told at once. */
public final class ModelCheck {

    private ModelCheck() {}

    /**
     * Opens the model as the services will, and its vocabulary; of the weights it reads little. {@code inspect} takes the
     * same way, so neither refuses what the other takes.
     *
     * @throws GemstreamException MODEL_FILE_MISSING or INVALID_MODEL_FILE
     */
    public static void require(Path file) {
        requireThere(file);
        try (GemmaModel model = GemmaModel.load(file)) {
            model.tokenizer();
        } catch (ModelFileException unusable) {
            throw new GemstreamException(ErrorReason.INVALID_MODEL_FILE, unusable.problem(), unusable)
                    .remedy(unusable.remedy());
        }
    }

    /** @throws GemstreamException MODEL_FILE_MISSING */
    public static void requireThere(Path file) {
        if (!Files.exists(file)) {
            throw new GemstreamException(ErrorReason.MODEL_FILE_MISSING, file + ": no such file");
        }
    }
}
