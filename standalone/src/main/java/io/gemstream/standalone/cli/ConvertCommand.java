package io.gemstream.standalone.cli;

import io.gemstream.gemma.convert.ModelConverter;
import io.gemstream.gemma.convert.StoredType;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code gemstream convert}: writes a safetensors model as a GGUF file. */
@Command(name = "convert",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Writes a safetensors model as a GGUF file, which llama.cpp reads too.",
        footer = {
            "",
            "Example:",
            "  ./gemstream convert ~/gemma-2-2b-it gemma-2-2b-it-Q8_0.gguf --type Q8_0"
        })
final class ConvertCommand implements Callable<Integer> {

    private final CliEnvironment cliEnvironment;

    @Parameters(index = "0", paramLabel = "SOURCE",
            description = "A directory with a safetensors model, its config.json and its tokenizer.")
    private Path source = Path.of("");

    @Parameters(index = "1", paramLabel = "TARGET", description = "The GGUF file; replaced when the new one is complete.")
    private Path target = Path.of("");

    @Option(names = "--type", paramLabel = "TYPE", defaultValue = "BF16",
            description = "How matrices are stored: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private StoredType type = StoredType.BF16;

    ConvertCommand(CliEnvironment cliEnvironment) {
        this.cliEnvironment = cliEnvironment;
    }

    @Override
    public Integer call() {
        ProcessLog.none();
        ProgressLines progress = ProgressLines.on(cliEnvironment);
        try (InterruptHook _ = InterruptHook.run(progress::endLine)) {
            ModelConverter.convert(source, target, type, (done, total) -> progress.at("converting", done, total));
        }
        progress.stepDone();
        cliEnvironment.out().println(target);
        return 0;
    }
}
