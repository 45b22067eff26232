package io.gemstream.standalone.cli;

import io.gemstream.client.GemstreamClient;
import io.gemstream.proto.v1.DeviceMemory;
import io.gemstream.proto.v1.Model;
import io.gemstream.proto.v1.Worker;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code gemstream models}: lists the models that are announced, with their workers. */
@Command(name = "models",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Lists the models that tokenizers and workers announce, with their workers.")
final class ModelsCommand implements Callable<Integer> {

    private final CliEnvironment cliEnvironment;

    @Mixin
    private TargetOptions target = new TargetOptions();

    ModelsCommand(CliEnvironment cliEnvironment) {
        this.cliEnvironment = cliEnvironment;
    }

    @Override
    public Integer call() {
        try (GemstreamClient client = GemstreamClient.connect(target.target);
                InterruptHook _ = InterruptHook.run(client::close)) {
            List<Model> models = client.models(target.timeout);
            models.stream()
                    .filter(model -> target.model.isEmpty() || model.getName().equals(target.model))
                    .map(ModelsCommand::line)
                    .forEach(cliEnvironment.out()::println);
            if (models.isEmpty()) {
                cliEnvironment.err().println("no model is served");
            }
        }
        return 0;
    }

    /** For example {@code gemma-3-270m  gemma3, context 32768, 1 worker: cpu (4 slots, exact)}, with memory. */
    static String line(Model model) {
        String workers = model.getWorkersCount() == 0
                ? "no worker"
                : (model.getWorkersCount() == 1 ? "1 worker: " : model.getWorkersCount() + " workers: ")
                        + model.getWorkersList().stream().map(ModelsCommand::worker).collect(Collectors.joining(", "));
        return model.getName() + "  " + model.getArchitecture() + ", context " + model.getContextLength() + ", " + workers;
    }

    /** For example {@code gpu:0 (8 slots, bf16, KV cache of 65536 tokens, 21.4 of 71.2 GiB)}. */
    private static String worker(Worker worker) {
        StringJoiner facts = new StringJoiner(", ", worker.getDevice() + " (", ")");
        facts.add(worker.getSlots() + (worker.getSlots() == 1 ? " slot" : " slots"));
        if (!worker.getNumericProfile().isEmpty()) {
            facts.add(worker.getNumericProfile());
        }
        if (worker.getKvCacheTokens() > 0) {
            facts.add("KV cache of " + worker.getKvCacheTokens() + " tokens");
        }
        if (worker.getMemory().getUsedBytes() > 0) {
            facts.add(memory(worker.getMemory()));
        }
        return facts.toString();
    }

    private static String memory(DeviceMemory memory) {
        return memory.getLimitBytes() == 0
                ? gibibytes(memory.getUsedBytes()) + " GiB"
                : gibibytes(memory.getUsedBytes()) + " of " + gibibytes(memory.getLimitBytes()) + " GiB";
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, bytes < 1L << 30 ? "%.2f" : "%.1f", bytes / (double) (1L << 30));
    }
}
