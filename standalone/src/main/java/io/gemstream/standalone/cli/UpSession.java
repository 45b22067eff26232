package io.gemstream.standalone.cli;

import io.gemstream.client.GemstreamClient;
import io.gemstream.client.Prompts;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.Model;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.standalone.pipeline.Pipeline;
import io.gemstream.standalone.pipeline.PipelineSettings;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Follows the services that {@code up} has started: waits until they serve, tells so, and answers or stays. */
final class UpSession {

    private static final System.Logger LOG = System.getLogger(UpSession.class.getName());

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration FIRST_REQUEST = Duration.ofSeconds(10);
    private static final Duration PROMPT_TIMEOUT = Duration.ofMinutes(30);
    private static final Duration FOREVER = Duration.ofDays(365);
    private static final Tenant THIS_COMMAND = new Tenant("gemstream-up");
    private static final int FIRST_REQUEST_TOKENS = 4;
    private static final double SECOND_NS = 1e9;

    private final CliEnvironment cliEnvironment;
    private final Shutdown shutdown;
    private final PipelineSettings settings;
    private final Pipeline pipeline;
    private final DataFolder folder;
    private final boolean ownBroker;

    UpSession(CliEnvironment cliEnvironment, Shutdown shutdown, PipelineSettings settings, Pipeline pipeline,
            DataFolder folder, boolean ownBroker) {
        this.cliEnvironment = cliEnvironment;
        this.shutdown = shutdown;
        this.settings = settings;
        this.pipeline = pipeline;
        this.folder = folder;
        this.ownBroker = ownBroker;
    }

    /** Returns when the prompt is answered; without one, ends only by the services' end or the process's. */
    void run(long startNs, Optional<String> prompt, Optional<Integer> maxTokens) {
        GemstreamClient client = shutdown.closing(GemstreamClient.connect(List.of(settings.gateway())));
        Model model = untilServed(client);
        double seconds = (System.nanoTime() - startNs) / SECOND_NS;
        if (prompt.isPresent()) {
            cliEnvironment.err().printf(Locale.ROOT, "gemstream is up in %.1f s: %s%n", seconds,
                    ModelsCommand.line(model));
            SamplingOptions.Builder sampling = SamplingOptions.newBuilder();
            maxTokens.ifPresent(sampling::setMaxTokens);
            StreamPrinter.text(cliEnvironment.out(), cliEnvironment.err()).print(client, GenerateRequest.newBuilder()
                    .setModel(settings.model())
                    .setPrompt(Prompts.text(prompt.get()))
                    .setSampling(sampling)
                    .build(), PROMPT_TIMEOUT);
        } else {
            tell(model, seconds);
            if (ownBroker) { // a cluster of others gets no request that nobody has sent
                firstRequest();
            }
            while (true) {
                pipeline.await(FOREVER);
            }
        }
    }

    /** Asks over gRPC, as any client would, until tokenizer and worker have announced the model. */
    private Model untilServed(GemstreamClient client) {
        while (true) {
            pipeline.await(POLL);
            Optional<Model> served = served(client);
            if (served.isPresent()) {
                return served.get();
            }
        }
    }

    /**
     * Takes a short way through everything that a request passes, so that a user's first one does not wait while it is
     * loaded and interpreted (ADR 20). Its tenant tells whose it is.
     */
    private void firstRequest() {
        try (GemstreamClient client = GemstreamClient.connect(List.of(settings.gateway()), THIS_COMMAND)) {
            client.complete(GenerateRequest.newBuilder()
                    .setModel(settings.model())
                    .setPrompt(Prompts.text("a"))
                    .setSampling(SamplingOptions.newBuilder().setMaxTokens(FIRST_REQUEST_TOKENS))
                    .build(), FIRST_REQUEST);
        } catch (GemstreamException refused) {
            LOG.log(System.Logger.Level.WARNING, "a first request of this command's own was not answered: "
                    + refused.getMessage());
        }
    }

    private Optional<Model> served(GemstreamClient client) {
        try {
            return client.models(ANSWER).stream()
                    .filter(model -> model.getName().equals(settings.model()))
                    .filter(model -> model.getWorkersCount() > 0 && model.getTokenizers() > 0)
                    .findFirst();
        } catch (GemstreamException notYet) {
            return Optional.empty();
        }
    }

    private void tell(Model model, double seconds) {
        PrintStream err = cliEnvironment.err();
        String http = "http://" + settings.web();
        err.printf(Locale.ROOT, "gemstream is up in %.1f s%n", seconds);
        err.println("  model  " + ModelsCommand.line(model));
        pipeline.notes(settings.model()).forEach(note -> err.println("  note   " + note));
        err.println("  gRPC   " + settings.gateway());
        err.println("  HTTP   " + http + "/q/health, " + http + "/q/metrics");
        err.println("  OpenAI " + http + "/v1, to read and try: " + http + "/docs");
        err.println("  Kafka  " + settings.bootstrapServers());
        err.println("  data   " + folder.root());
        err.println("  log    " + folder.log());
        err.println("Now, in another terminal:");
        err.println("  ./gemstream generate \"The capital of France is\"" + targetOption());
        err.println("Ctrl-C stops it.");
    }

    private String targetOption() {
        String target = settings.gateway().toString();
        // Brackets are a pattern to some shells.
        String argument = target.startsWith("[") ? "'" + target + "'" : target;
        return target.equals(TargetOptions.DEFAULT) ? "" : " --target " + argument;
    }
}
