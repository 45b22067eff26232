package io.gemstream.standalone.cli;

import io.gemstream.client.GemstreamClient;
import io.gemstream.client.Prompts;
import io.gemstream.proto.v1.CountTokensRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command {@code gemstream count}: counts the tokens of a text. */
@Command(name = "count",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Counts the tokens of a text as the model would see it, BOS included.")
final class CountCommand implements Callable<Integer> {

    private final CliEnvironment cliEnvironment;

    @Parameters(index = "0", paramLabel = "TEXT", description = "The prompt; - reads it from stdin.")
    private String text = "";

    @Mixin
    private TargetOptions target = new TargetOptions();

    CountCommand(CliEnvironment cliEnvironment) {
        this.cliEnvironment = cliEnvironment;
    }

    @Override
    public Integer call() throws Exception {
        CountTokensRequest request = CountTokensRequest.newBuilder()
                .setModel(target.model)
                .setPrompt(Prompts.text(PromptText.read(text, cliEnvironment.in())))
                .build();
        try (GemstreamClient client = GemstreamClient.connect(target.target);
                InterruptHook _ = InterruptHook.run(client::close)) {
            cliEnvironment.out().println(client.count(request, target.timeout).getTotalTokens());
        }
        return 0;
    }
}
