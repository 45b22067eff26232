package io.gemstream.standalone.cli;

import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.proto.v1.TokenIds;
import io.gemstream.standalone.client.FinishedGeneration;
import io.gemstream.standalone.client.GenerationClient;
import io.gemstream.standalone.client.TaskArchive;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gemstream audit}. */
@Command(name = "audit",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Computes a finished generation again, from the prompt and the options in the log, and compares the tokens.",
            "Ends with 0 where all are the same, with 1 at the first that differs."
        })
final class AuditCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(index = "0", paramLabel = "ID", description = "The request id, or operations/ID.")
    private String id = "";

    @Option(names = "--kafka-bootstrap", paramLabel = "HOST:PORT", defaultValue = "127.0.0.1:9092",
            description = "Kafka. Default: ${DEFAULT-VALUE}.")
    private String kafka = "";

    @Mixin
    private TargetOptions target = new TargetOptions();

    AuditCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String requestId = id.replaceFirst("^operations/", "");
        try (GenerationClient client = GenerationClient.of(target.target);
                AtInterrupt _ = AtInterrupt.run(client::close)) {
            FinishedGeneration recorded = client.finished(requestId, target.timeout);
            TaskRecord task = new TaskArchive(kafka).find(recorded.model(), requestId);
            List<Integer> again = new ArrayList<>();
            client.generate(GenerateRequest.newBuilder()
                    .setModel(recorded.model())
                    .setPrompt(Prompt.newBuilder().setTokenIds(TokenIds.newBuilder().addAllIds(task.getPromptIdsList())))
                    .setSampling(task.getSampling())
                    .build(), target.timeout, event -> again.addAll(event.getTokens().getIdsList()));
            String verdict = verdict(recorded.ids(), again);
            surroundings.out().println(verdict);
            return recorded.ids().equals(again) ? 0 : 1;
        }
    }

    /** For example {@code 64 tokens, all the same} or {@code token 7: 1234 recorded, 99 computed}. */
    static String verdict(List<Integer> recorded, List<Integer> computed) {
        for (int i = 0; i < Math.max(recorded.size(), computed.size()); i++) {
            String before = i < recorded.size() ? recorded.get(i).toString() : "none";
            String now = i < computed.size() ? computed.get(i).toString() : "none";
            if (!before.equals(now)) {
                return "token " + i + ": " + before + " recorded, " + now + " computed";
            }
        }
        return recorded.size() + (recorded.size() == 1 ? " token, the same" : " tokens, all the same");
    }
}
