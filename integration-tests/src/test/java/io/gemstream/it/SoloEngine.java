package io.gemstream.it;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.engine.Engine;
import io.gemstream.gemma.engine.EngineEvent;
import io.gemstream.gemma.engine.EngineOptions;
import io.gemstream.gemma.engine.FinishReason;
import io.gemstream.gemma.engine.SequenceRequest;
import io.gemstream.gemma.sampling.SamplingOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The engine alone in the test's own process: what each stream must be had it run by itself, undisturbed. */
final class SoloEngine implements AutoCloseable {

    private final GemmaModel model;
    private final CpuBackend backend;
    private final Engine engine;

    private SoloEngine(GemmaModel model, CpuBackend backend, Engine engine) {
        this.model = model;
        this.backend = backend;
        this.engine = engine;
    }

    static SoloEngine load(Path file) {
        GemmaModel model = GemmaModel.load(file);
        CpuBackend backend = CpuBackend.create(model.config(), model.weights(),
                new CpuOptions(1, 16, model.config().contextLength()));
        Engine engine = Engine.start(backend, model.tokenizer(), new EngineOptions(1, 64));
        return new SoloEngine(model, backend, engine);
    }

    /** Greedy continuation that does not stop at end tokens. */
    List<Integer> greedy(List<Integer> prompt, int maxTokens) {
        List<Integer> ids = new ArrayList<>();
        CompletableFuture<FinishReason> end = new CompletableFuture<>();
        SamplingOptions options = SamplingOptions.builder().temperature(0).maxTokens(maxTokens).ignoreEos(true).build();
        engine.submit(new SequenceRequest(UUID.randomUUID().toString(), prompt.stream().mapToInt(Integer::intValue)
                .toArray(), new int[0], options, model.config().contextLength(), OptionalLong.empty()), event -> {
            switch (event) {
                case EngineEvent.PromptScored _ -> {}
                case EngineEvent.TokenSampled sampled -> ids.add(sampled.id());
                case EngineEvent.Finished finished -> end.complete(finished.reason());
            }
        });
        if (end.join() != FinishReason.LENGTH) {
            throw new AssertionError("the run ended with " + end.join());
        }
        return ids;
    }

    @Override
    public void close() {
        engine.close();
        backend.close();
        model.close();
    }
}
