package io.gemstream.standalone.cli;

import io.gemstream.standalone.models.ModelStore;
import java.nio.file.Path;

/** Brings a model's file, with progress on stderr. */
final class ModelFetch {

    private ModelFetch() {}

    /** Blocks until the file is there; see {@link ModelStore#require}. */
    static Path run(ModelReference model, Surroundings surroundings) throws InterruptedException {
        ProgressLines progress = ProgressLines.on(surroundings);
        try (AtInterrupt _ = AtInterrupt.run(progress::endLine)) {
            return ModelStore.in(surroundings.home(), surroundings.environment(), progress)
                    .require(model.name(), model.from());
        }
    }
}
