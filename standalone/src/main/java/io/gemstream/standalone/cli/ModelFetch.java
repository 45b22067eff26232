package io.gemstream.standalone.cli;

import io.gemstream.standalone.models.ModelStore;
import java.nio.file.Path;

/** Brings a model's file, with progress on stderr. */
final class ModelFetch {

    private ModelFetch() {}

    /** Blocks until the file is there; see {@link ModelStore#require}. */
    static Path run(ModelReference model, CliEnvironment cliEnvironment) throws InterruptedException {
        return with(cliEnvironment, store -> store.require(model.name(), model.from()));
    }

    /** Blocks until the file is there and up to date; see {@link ModelStore#pull}. */
    static Path pull(ModelReference model, CliEnvironment cliEnvironment) throws InterruptedException {
        return with(cliEnvironment, store -> store.pull(model.name(), model.from()));
    }

    private static Path with(CliEnvironment cliEnvironment, Fetch fetch) throws InterruptedException {
        ProgressLines progress = ProgressLines.on(cliEnvironment);
        try (InterruptHook _ = InterruptHook.run(progress::endLine)) {
            return fetch.from(ModelStore.in(cliEnvironment.home(), cliEnvironment.environment(), progress));
        }
    }

    /** A request to the store. */
    private interface Fetch {
        Path from(ModelStore store) throws InterruptedException;
    }
}
