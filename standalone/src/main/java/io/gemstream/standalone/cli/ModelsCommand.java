package io.gemstream.standalone.cli;

import io.gemstream.proto.v1.Model;
import io.gemstream.proto.v1.Worker;
import io.gemstream.standalone.client.GenerationClient;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gemstream models}. */
@Command(name = "models",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Lists the models that tokenizers and workers announce, with their workers.")
final class ModelsCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private TargetOptions target = new TargetOptions();

    ModelsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (GenerationClient client = GenerationClient.of(target.target);
                AtInterrupt _ = AtInterrupt.run(client::close)) {
            List<Model> models = client.models(target.timeout);
            models.stream()
                    .filter(model -> target.model.isEmpty() || model.getName().equals(target.model))
                    .map(ModelsCommand::line)
                    .forEach(surroundings.out()::println);
            if (models.isEmpty()) {
                surroundings.err().println("no model is served");
            }
        }
        return 0;
    }

    /** For example {@code gemma-3-270m  gemma3, context 32768, 1 worker: cpu (4 slots)}. */
    static String line(Model model) {
        String workers = model.getWorkersCount() == 0
                ? "no worker"
                : (model.getWorkersCount() == 1 ? "1 worker: " : model.getWorkersCount() + " workers: ")
                        + model.getWorkersList().stream().map(ModelsCommand::worker).collect(Collectors.joining(", "));
        return model.getName() + "  " + model.getArchitecture() + ", context " + model.getContextLength() + ", " + workers;
    }

    private static String worker(Worker worker) {
        return worker.getDevice() + " (" + worker.getSlots() + (worker.getSlots() == 1 ? " slot)" : " slots)");
    }
}
