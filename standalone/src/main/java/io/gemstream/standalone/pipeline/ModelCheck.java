package io.gemstream.standalone.pipeline;

import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.nio.file.Path;

/** Looks at a model file before anything is started, so that a damaged one is told at once. */
public final class ModelCheck {

    private ModelCheck() {}

    /**
     * Reads the file's header; no weight is touched.
     *
     * @throws GemstreamException INVALID_MODEL_FILE
     */
    public static void require(Path file) {
        try (ModelFile opened = ModelFile.open(file)) {
            GemmaConfig.read(opened);
        } catch (ModelFileException damaged) {
            throw new GemstreamException(ErrorReason.INVALID_MODEL_FILE, damaged.getMessage(), damaged);
        }
    }
}
