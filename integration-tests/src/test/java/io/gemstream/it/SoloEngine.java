package io.gemstream.it;

import io.gemstream.client.Prompts;
import io.gemstream.gemma.BoundGrammars;
import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.NumericProfile;
import io.gemstream.gemma.constraint.GrammarText;
import io.gemstream.gemma.engine.EndReason;
import io.gemstream.gemma.engine.Engine;
import io.gemstream.gemma.engine.EngineEvent;
import io.gemstream.gemma.engine.EngineOptions;
import io.gemstream.gemma.engine.SequenceRequest;
import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.testing.calls.GenerationClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The engine alone in the test's own process: what each stream must be had it run by itself, undisturbed. */
final class SoloEngine implements AutoCloseable {

    private final GemmaModel model;
    private final CpuBackend backend;
    private final Engine engine;
    private final BoundGrammars grammars;

    private SoloEngine(GemmaModel model, CpuBackend backend, Engine engine) {
        this.model = model;
        this.backend = backend;
        this.engine = engine;
        this.grammars = new BoundGrammars(model.tokenizer(), 8);
    }

    static SoloEngine load(Path file) {
        GemmaModel model = GemmaModel.load(file);
        CpuBackend backend = CpuBackend.create(model.config(), model.weights(),
                CpuOptions.builder().threads(1).kvCacheTokens(model.config().contextLength())
                        .profile(NumericProfile.EXACT).build());
        Engine engine = Engine.start(backend, model.tokenizer(), EngineOptions.ofSlots(1).withMaxBatchTokens(64));
        return new SoloEngine(model, backend, engine);
    }

    /** Greedy continuation that does not stop at end tokens. */
    List<Integer> greedy(List<Integer> prompt, int maxTokens) {
        return run(GenerationClient.greedy(Prompts.ids(prompt), maxTokens)).ids();
    }

    /** What a request must be answered with: its prompt given as ids; seed, temperature, length, end and JSON schema. */
    Transcript run(GenerateRequest request) {
        List<Integer> ids = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        CompletableFuture<EngineEvent.Finished> end = new CompletableFuture<>();
        engine.submit(sequence(request), event -> {
            switch (event) {
                case EngineEvent.PromptScored _ -> {}
                case EngineEvent.TokenSampled sampled -> {
                    ids.add(sampled.id());
                    text.append(sampled.text());
                }
                case EngineEvent.Finished finished -> end.complete(finished);
            }
        });
        EngineEvent.Finished finished = end.join();
        if (finished.reason() != EndReason.LENGTH && finished.reason() != EndReason.STOP) {
            throw new AssertionError("the run ended with " + finished.reason());
        }
        return new Transcript(List.copyOf(ids), text.append(finished.trailingText()).toString());
    }

    /**
     * A whole answer.
     *
     * @param ids token ids in order
     * @param text all of it
     */
    record Transcript(List<Integer> ids, String text) {}

    private SequenceRequest sequence(GenerateRequest request) {
        int[] prompt = request.getPrompt().getTokenIds().getIdsList().stream().mapToInt(Integer::intValue).toArray();
        var wanted = request.getSampling();
        SamplerOptions.Builder options = SamplerOptions.builder()
                .seed(wanted.getSeed()).maxTokens(wanted.getMaxTokens()).ignoreEos(wanted.getIgnoreEos());
        if (wanted.hasTemperature()) {
            options.temperature(wanted.getTemperature());
        }
        SequenceRequest sequence = SequenceRequest.of(UUID.randomUUID().toString(), prompt, options.build(),
                model.config().contextLength());
        return wanted.hasJsonSchema()
                ? sequence.withGrammar(grammars.masks(new GrammarText(GrammarText.Syntax.JSON_SCHEMA, wanted.getJsonSchema())))
                : sequence;
    }

    @Override
    public void close() {
        engine.close();
        backend.close();
        model.close();
    }
}
