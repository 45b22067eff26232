package io.gemstream.standalone.cli;

import io.gemstream.client.FinishedGeneration;
import io.gemstream.client.GemstreamClient;
import io.gemstream.client.Prompts;
import io.gemstream.proto.SamplingDefaults;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.standalone.client.Audit;
import io.gemstream.standalone.client.TaskArchive;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code gemstream audit}: computes a finished generation again and compares. */
@Command(name = "audit",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Computes a finished generation again, from the prompt and the options in the log, and compares: first what",
            "its finish record says that the tokens follow from (model, tokenizer, prompt, options, backend), then the",
            "tokens. On the same backend none may differ."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all tokens are the same",
            "1:a token differs; the first one is named",
            "2:all tokens are the same, but model, tokenizer, prompt or options are not those of the record"
        })
final class AuditCommand implements Callable<Integer> {

    private final CliEnvironment cliEnvironment;

    @Parameters(index = "0", paramLabel = "ID", description = "The request id, or operations/ID.")
    private String id = "";

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Option(names = "--json", description = "Print one JSON object instead of lines.")
    private boolean json;

    AuditCommand(CliEnvironment cliEnvironment) {
        this.cliEnvironment = cliEnvironment;
    }

    @Override
    public Integer call() {
        String requestId = id.replaceFirst("^operations/", "");
        try (GemstreamClient client = GemstreamClient.connect(target.target);
                InterruptHook _ = InterruptHook.run(client::close)) {
            FinishedGeneration recorded = client.get(requestId, target.timeout);
            TaskRecord task = new TaskArchive(kafka.bootstrapServers()).find(recorded.model(), requestId);
            FinishedGeneration computed = client.complete(GenerateRequest.newBuilder()
                    .setModel(recorded.model())
                    .setPrompt(Prompts.ids(task.getPromptIdsList()))
                    .setSampling(SamplingDefaults.again(task.getSampling()))
                    .build(), target.timeout);
            Audit audit = new Audit(requestId, recorded, computed);
            if (json) {
                cliEnvironment.out().println(AuditText.json(audit));
            } else {
                AuditText.lines(audit).forEach(cliEnvironment.out()::println);
            }
            return audit.verdict().exitCode();
        }
    }
}
