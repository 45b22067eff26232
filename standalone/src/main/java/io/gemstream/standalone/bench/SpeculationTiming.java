package io.gemstream.standalone.bench;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.NumericProfile;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.Engine;
import io.gemstream.gemma.engine.EngineClock;
import io.gemstream.gemma.engine.EngineEvent;
import io.gemstream.gemma.engine.EngineOptions;
import io.gemstream.gemma.engine.Proposer;
import io.gemstream.gemma.engine.SequenceRequest;
import io.gemstream.gemma.engine.Speculation;
import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.gemma.speculation.DraftProposer;
import io.gemstream.gemma.speculation.NgramProposer;
import io.gemstream.gemma.tokenizer.EncodeMode;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Times one greedy text with and without drafts, in turns. The prompt has a paragraph twice and its beginning once more:
 * any model goes on copying, as an answer does that edits or quotes what it was given.
 */
final class SpeculationTiming {

    private static final String PARAGRAPH = """
            The harbour master kept three ledgers. The first listed every ship that came in, with its flag, its cargo and
            the depth of its keel. The second listed every ship that left, and where its captain said it was bound. The
            third listed the ships that had been expected and never came; it was the thickest of the three, and nobody
            but the harbour master was allowed to read it.
            """;
    private static final String BEGINNING = "The harbour master kept three";

    private static final int DRAFTS = 7;
    private static final int STEP_TOKENS = 256;

    private final GemmaModel model;
    private final int threads;
    private final NumericProfile profile;
    private final BenchPlan plan;
    private final Consumer<String> progress;

    SpeculationTiming(
            GemmaModel model, int threads, NumericProfile profile, BenchPlan plan, Consumer<String> progress) {
        this.model = model;
        this.threads = threads;
        this.profile = profile;
        this.plan = plan;
        this.progress = progress;
    }

    private record Run(int[] ids, double tokensPerSecond, long proposed, long accepted) {}

    /** @throws io.gemstream.gemma.speculation.VocabularyMismatchException if the draft model has another vocabulary */
    Optional<SpeculationGain> measure(Drafter drafter) {
        return switch (drafter) {
            case Drafter.None() -> Optional.empty();
            case Drafter.Ngram() -> Optional.of(compare("ngram", model.tokenizer(), NgramProposer::new));
            case Drafter.Draft(Path path) -> {
                Tokenizer tokenizer = model.tokenizer();
                progress.accept("loading draft model " + path.getFileName());
                try (GemmaModel draft = GemmaModel.load(path);
                        CpuBackend backend = backend(draft, tokenizer)) {
                    Tokenizer own = draft.tokenizer();
                    yield Optional.of(compare("draft " + path.getFileName(), tokenizer,
                            () -> DraftProposer.of(backend, own, tokenizer, STEP_TOKENS)));
                }
            }
        };
    }

    private SpeculationGain compare(String name, Tokenizer tokenizer, Supplier<Proposer> proposer) {
        progress.accept("one stream with and without drafts: " + name);
        double[] plain = new double[plan.runs()];
        double[] drafted = new double[plan.runs()];
        long proposed = 0;
        long accepted = 0;
        try (CpuBackend backend = backend(model, tokenizer)) {
            run(backend, tokenizer, new Speculation(proposer.get(), DRAFTS)); // warms up
            for (int i = 0; i < plan.runs(); i++) {
                Run without = run(backend, tokenizer, Speculation.OFF);
                Run with = run(backend, tokenizer, new Speculation(proposer.get(), DRAFTS));
                if (!Arrays.equals(without.ids(), with.ids())) {
                    throw new IllegalStateException("drafts have changed the text");
                }
                plain[i] = without.tokensPerSecond();
                drafted[i] = with.tokensPerSecond();
                proposed += with.proposed();
                accepted += with.accepted();
            }
        }
        return new SpeculationGain(name, Rate.of(plain), Rate.of(drafted), proposed, accepted);
    }

    private CpuBackend backend(GemmaModel of, Tokenizer tokenizer) {
        return CpuBackend.create(of.config(), of.weights(),
                CpuOptions.builder().threads(threads).blockTokens(plan.blockTokens())
                        .kvCacheTokens(prompt(tokenizer).length + plan.generate() + DRAFTS).profile(profile).build());
    }

    private Run run(Backend backend, Tokenizer tokenizer, Speculation speculation) {
        int[] prompt = prompt(tokenizer);
        SamplerOptions options = SamplerOptions.builder()
                .temperature(0)
                .maxTokens(plan.generate())
                .ignoreEos(true)
                .build();
        List<Integer> ids = new ArrayList<>(); // written by the engine's thread, read after the end
        CompletableFuture<EngineEvent.Finished> end = new CompletableFuture<>();
        Engine engine = Engine.start(backend, tokenizer,
                EngineOptions.ofSlots(1).withMaxBatchTokens(STEP_TOKENS), EngineClock.system(),
                speculation);
        try (engine) {
            engine.submit(SequenceRequest.of("1", prompt, options, prompt.length + plan.generate()), event -> {
                switch (event) {
                    case EngineEvent.PromptScored _ -> {}
                    case EngineEvent.TokenSampled token -> ids.add(token.id());
                    case EngineEvent.Finished finished -> end.complete(finished);
                }
            });
            EngineEvent.Finished finished = end.join();
            finished.failure().ifPresent(failure -> {
                throw new IllegalStateException(failure);
            });
            double seconds = finished.usage().decodeNanos() / 1e9;
            return new Run(ids.stream().mapToInt(Integer::intValue).toArray(), (ids.size() - 1) / seconds,
                    engine.speculated().proposed(), engine.speculated().accepted());
        }
    }

    private static int[] prompt(Tokenizer tokenizer) {
        return tokenizer.encodePrompt(
                PARAGRAPH + "\n" + PARAGRAPH + "\n" + BEGINNING, EncodeMode.PLAIN_TURN_TOKENS);
    }
}
