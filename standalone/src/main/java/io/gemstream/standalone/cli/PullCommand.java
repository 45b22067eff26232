package io.gemstream.standalone.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gemstream pull}. */
@Command(name = "pull",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Brings a model file into the store, with its checksum verified.",
            "An interrupted fetch goes on where it stopped. Prints the file's path on stdout."
        },
        footer = {
            "",
            "Known names: gemma-3-270m (Gemma 3 270M, 241 MiB, pretrained).",
            "Examples:",
            "  ./gemstream pull gemma-3-270m",
            "  ./gemstream pull gemma-3-270m --from /mnt/models/gemma-3-270m-q4_k_m.gguf",
            "  ./gemstream pull https://example.org/gemma-2-2b-it-Q8_0.gguf"
        })
final class PullCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(index = "0", paramLabel = "NAME|URL|PATH",
            description = "A known name; or a URL or path, whose file's name becomes the model's.")
    private String model = "";

    @Option(names = "--from", paramLabel = "URL|PATH", description = "Fetch it from there instead.")
    private Optional<String> from = Optional.empty();

    PullCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        ProcessLog.none();
        ModelReference reference = ModelReference.toPull(model, from);
        surroundings.out().println(ModelFetch.run(reference, surroundings));
        return 0;
    }
}
