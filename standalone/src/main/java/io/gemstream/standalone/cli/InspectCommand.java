package io.gemstream.standalone.cli;

import io.gemstream.gemma.inspect.ModelInspection;
import io.gemstream.standalone.pipeline.ModelCheck;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code gemstream inspect}: prints what a model file holds. */
@Command(name = "inspect",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Prints what a model file holds: configuration, tensors, sizes, vocabulary, memory.",
            "Reads hardly any weights, so it takes a second for any size, and refuses what up refuses."
        })
final class InspectCommand implements Callable<Integer> {

    private final CliEnvironment cliEnvironment;

    @Parameters(index = "0", paramLabel = "PATH",
            description = "A GGUF file, or a safetensors file or directory with its config.json.")
    private Path model = Path.of("");

    InspectCommand(CliEnvironment cliEnvironment) {
        this.cliEnvironment = cliEnvironment;
    }

    @Override
    public Integer call() {
        ProcessLog.none();
        ModelCheck.requireThere(model);
        cliEnvironment.out().print(ModelInspection.of(model).render());
        cliEnvironment.out().flush();
        return 0;
    }
}
