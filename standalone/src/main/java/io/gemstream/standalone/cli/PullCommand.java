package io.gemstream.standalone.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code gemstream pull}: brings a model into the store. */
@Command(name = "pull",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Brings a model into the store, with its checksums verified.",
            "An interrupted fetch goes on where it stopped. Prints the path on stdout: a file, or the folder of a",
            "safetensors model. up --model takes the path, and the name too."
        },
        footer = {
            "",
            "Known names: gemma-3-270m (Gemma 3 270M, 241 MiB, pretrained).",
            "OWNER/NAME is a repository of the Hugging Face hub. FILE picks one of its GGUF files, by its name or a",
            "part of it, as Q4_K_M; without it, the only GGUF file or the safetensors model is meant. REVISION is a",
            "branch, tag or commit. A gated model needs its licence accepted on its page, and HF_TOKEN.",
            "",
            "Examples:",
            "  ./gemstream pull gemma-3-270m",
            "  ./gemstream pull google/gemma-2-2b-it",
            "  ./gemstream pull bartowski/gemma-2-2b-it-GGUF:Q4_K_M",
            "  ./gemstream pull gemma-3-270m --from /mnt/models/gemma-3-270m-q4_k_m.gguf",
            "  ./gemstream pull https://example.org/gemma-2-2b-it-Q8_0.gguf"
        })
final class PullCommand implements Callable<Integer> {

    private final CliEnvironment cliEnvironment;

    @Parameters(index = "0", paramLabel = "NAME|OWNER/NAME[:FILE][@REVISION]|URL|PATH",
            description = "A known name; a model of the Hugging Face hub; or a URL or path, whose file's name becomes "
                    + "the model's.")
    private String model = "";

    @Option(names = "--from", paramLabel = "URL|PATH", description = "Fetch it from there instead.")
    private Optional<String> from = Optional.empty();

    PullCommand(CliEnvironment cliEnvironment) {
        this.cliEnvironment = cliEnvironment;
    }

    @Override
    public Integer call() throws InterruptedException {
        ProcessLog.none();
        ModelReference reference = ModelReference.toPull(model, from);
        cliEnvironment.out().println(ModelFetch.pull(reference, cliEnvironment));
        return 0;
    }
}
