package io.gemstream.benchmarks;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.NumericProfile;
import io.gemstream.gemma.engine.EndReason;
import io.gemstream.gemma.engine.Engine;
import io.gemstream.gemma.engine.EngineEvent;
import io.gemstream.gemma.engine.EngineOptions;
import io.gemstream.gemma.engine.SequenceRequest;
import io.gemstream.gemma.engine.WarmUp;
import io.gemstream.gemma.sampling.SamplerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Calls the same engine with the worker's defaults directly: nothing is written anywhere. */
final class EngineSide implements Contender, AutoCloseable {

    /** Defaults of gemstream.worker.*, as the profile is of gemstream.device.profile. */
    private static final int BLOCK_TOKENS = 16;
    private static final long KV_TOKENS = 16_384;
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    private final GemmaModel model;
    private final CpuBackend backend;
    private final Engine engine;
    private final Requests requests;
    private final int promptTokens;
    private final SamplerOptions options;

    private EngineSide(GemmaModel model, CpuBackend backend, Engine engine, Requests requests, int promptTokens,
            SamplerOptions options) {
        this.model = model;
        this.backend = backend;
        this.engine = engine;
        this.requests = requests;
        this.promptTokens = promptTokens;
        this.options = options;
    }

    static EngineSide load(Path file, int slots, Requests requests, int promptTokens, int maxTokens) {
        GemmaModel model = GemmaModel.load(file);
        CpuBackend backend = CpuBackend.create(model.config(), model.weights(),
                CpuOptions.builder().blockTokens(BLOCK_TOKENS).kvCacheTokens(KV_TOKENS).profile(NumericProfile.best())
                        .build());
        WarmUp.run(backend, WARM_UP);
        Engine engine = Engine.start(backend, model.tokenizer(), EngineOptions.ofSlots(slots));
        return new EngineSide(model, backend, engine, requests, promptTokens,
                SamplerOptions.builder().temperature(0).maxTokens(maxTokens).ignoreEos(true).build());
    }

    @Override
    public String name() {
        return "engine alone";
    }

    @Override
    public void generate() {
        CompletableFuture<EndReason> end = new CompletableFuture<>();
        engine.submit(SequenceRequest.of(UUID.randomUUID().toString(), requests.prompt(promptTokens), options,
                model.config().contextLength()), event -> {
                    if (event instanceof EngineEvent.Finished finished) {
                        end.complete(finished.reason());
                    }
                });
        if (end.join() != EndReason.LENGTH) {
            throw new IllegalStateException("a generation ended with " + end.join());
        }
    }

    @Override
    public void close() {
        engine.close();
        backend.close();
        model.close();
    }
}
