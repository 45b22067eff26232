package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.gemma.sampling.ScoredToken;
import io.gemstream.gemma.tokenizer.PiecesFile;
import io.gemstream.testing.oracle.Golden;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Log-probabilities of the prompt, of the real backend and of one whose logits are a hash of what it saw. */
class PromptScoresTest {

    /** Twice the tolerance of a logit: a log-probability is the difference of two. */
    private static final double LOGPROB = 4e-3;

    @ParameterizedTest
    @ValueSource(strings = {"gemma1-tiny", "gemma2-tiny", "gemma3-tiny"})
    void areThoseOfTheReference(String name) {
        Golden golden = Golden.read(name + "-golden.safetensors");
        int[] prompt = golden.ints("input_ids");
        float[][] logits = golden.rows("logits");

        List<ScoredToken> scores = scores(run(name, scored(3, 1),
                EngineOptions.ofSlots(1).withMaxBatchTokens(20), prompt));

        assertThat(scores).extracting(ScoredToken::id).containsExactly(boxed(prompt, 1));
        for (int i = 0; i < scores.size(); i++) {
            double[] expected = logSoftmax(logits[i]);
            assertThat((double) scores.get(i).logprob())
                    .as("position %d", i + 1)
                    .isCloseTo(expected[prompt[i + 1]], within(LOGPROB));
            int likeliest = IntStream.range(0, expected.length)
                    .boxed()
                    .max(Comparator.comparing(id -> expected[id]))
                    .orElseThrow();
            assertThat(scores.get(i).best()).hasSize(3);
            assertThat(scores.get(i).best().getFirst().id()).isEqualTo(likeliest);
        }
    }

    /** Bit for bit: a token has the same numbers when it is generated and when it is part of the prompt. */
    @Test
    void areThoseOfTheGenerationOfTheSameText() {
        int[] prompt = Golden.read("gemma2-tiny-golden.safetensors").ints("input_ids");
        Recording generated = run("gemma2-tiny", scored(5, 20),
                EngineOptions.ofSlots(1).withMaxBatchTokens(64), prompt);
        int[] whole = IntStream.concat(Arrays.stream(prompt), Arrays.stream(generated.ids())).toArray();

        List<ScoredToken> again = scores(run("gemma2-tiny", scored(5, 1),
                EngineOptions.ofSlots(1).withMaxBatchTokens(7), whole));

        assertThat(generated.tokens()).hasSize(20);
        for (EngineEvent.TokenSampled token : generated.tokens()) {
            assertThat(again.get(prompt.length - 1 + token.index()))
                    .isEqualTo(new ScoredToken(token.id(), token.logprob(), token.best()));
        }
    }

    /** Bit for bit, whatever runs beside it and however the steps are cut. */
    @Test
    void doNotDependOnTheBatch() {
        int[] prompt = Golden.read("gemma3-tiny-golden.safetensors").ints("input_ids");
        int[] other = IntStream.range(0, 60).map(i -> 14 + i * 31 % 490).toArray();
        Recording alone = run("gemma3-tiny", scored(2, 4), EngineOptions.ofSlots(1), prompt);

        for (int budget : new int[] {3, 8, 33, 256}) {
            List<Recording> together =
                    runAll("gemma3-tiny", scored(2, 4),
                            EngineOptions.ofSlots(3).withMaxBatchTokens(budget), List.of(other, prompt, other));
            assertThat(together.get(1).scores()).isEqualTo(alone.scores());
            assertThat(together.get(1).tokens()).isEqualTo(alone.tokens());
            assertThat(together.get(0).scores()).isEqualTo(together.get(2).scores());
        }
    }

    @Test
    void scoringChangesNoToken() {
        int[] prompt = Golden.read("gemma2-tiny-golden.safetensors").ints("input_ids");
        Recording scored = run("gemma2-tiny", scored(0, 8), EngineOptions.ofSlots(1).withMaxBatchTokens(64), prompt);
        Recording plain = run(
                "gemma2-tiny", SamplerOptions.builder().temperature(0).maxTokens(8),
                        EngineOptions.ofSlots(1).withMaxBatchTokens(64), prompt);

        assertThat(plain.scores()).isEmpty();
        assertThat(plain.ids()).isEqualTo(scored.ids());
        assertThat(scores(scored)).allSatisfy(token -> assertThat(token.best()).isEmpty());
    }

    @Test
    void comeInPortionsThatThePromptAloneDecides() {
        for (int budget : new int[] {5, 16, 300}) {
            Recording run = remembered(Requests.of("a", Requests.prompt(1, 600), scored(1, 1).build()), budget);

            assertThat(run.scores()).extracting(EngineEvent.PromptScored::first).containsExactly(1, 257, 513);
            assertThat(scores(run)).hasSize(599);
        }
    }

    @Test
    void aPromptOfOneTokenHasNone() {
        Recording run = remembered(Requests.of("a", Requests.prompt(1, 1), scored(1, 3).build()), 16);

        assertThat(run.scores()).isEmpty();
        assertThat(run.tokens()).hasSize(3);
    }

    /** Bit for bit the scores of a run that goes on, and then the end. */
    @Test
    void mayBeAllThatIsWanted() {
        int[] prompt = Golden.read("gemma3-tiny-golden.safetensors").ints("input_ids");
        for (int budget : new int[] {3, 16, 256}) {
            EngineOptions options = EngineOptions.ofSlots(2).withMaxBatchTokens(budget);
            Recording only = run("gemma3-tiny", scored(2, 0), options, prompt);

            assertThat(only.scores()).isEqualTo(run("gemma3-tiny", scored(2, 1), options, prompt).scores());
            assertThat(only.tokens()).isEmpty();
            assertThat(only.finished().reason()).isEqualTo(EndReason.LENGTH);
            assertThat(only.finished().usage().completionTokens()).isZero();
        }
        Recording alone = remembered(Requests.of("a", Requests.prompt(1, 1), scored(1, 0).build()), 16);
        assertThat(alone.tokens()).isEmpty();
        assertThat(alone.finished().reason()).isEqualTo(EndReason.LENGTH);
    }

    @Test
    void areNotReportedAgainByAnAttemptThatResumes() {
        SequenceRequest request = Requests.of("a", Requests.prompt(1, 40), scored(1, 8).build());
        Recording whole = remembered(request, 16);
        Recording resumed = remembered(
                Requests.resume(request, "b", Arrays.copyOf(whole.ids(), 3)), 16);

        assertThat(scores(whole)).hasSize(39);
        assertThat(resumed.scores()).isEmpty();
        assertThat(resumed.tokens()).isEqualTo(whole.tokens().subList(3, 8));
    }

    private static Recording remembered(SequenceRequest request, int budget) {
        TokenMemoryBackend backend = new TokenMemoryBackend(64, 16, TokenMemoryBackend::hash, plan -> {});
        Recording recording = new Recording();
        try (Engine engine = Engine.start(backend, PiecesFile.tinyTokenizer(),
                EngineOptions.ofSlots(1).withMaxBatchTokens(budget))) {
            engine.submit(request, recording);
            recording.finished();
        }
        return recording;
    }

    private static SamplerOptions.Builder scored(int best, int maxTokens) {
        return SamplerOptions.builder()
                .temperature(0)
                .maxTokens(maxTokens)
                .ignoreEos(true)
                .logprobs(best)
                .promptLogprobs(best);
    }

    private static Recording run(String model, SamplerOptions.Builder options, EngineOptions sizes, int[] prompt) {
        return runAll(model, options, sizes, List.of(prompt)).getFirst();
    }

    private static List<Recording> runAll(
            String name, SamplerOptions.Builder options, EngineOptions sizes, List<int[]> prompts) {
        List<SequenceRequest> requests = IntStream.range(0, prompts.size())
                .mapToObj(i -> Requests.of("r" + i, prompts.get(i), options.build()))
                .toList();
        try (GemmaModel model = GemmaModel.load(Golden.path(name + "-f32.gguf"));
                HeldBackend backend = new HeldBackend(
                        CpuBackend.create(model.config(), model.weights(),
                                CpuOptions.builder().threads(2).kvCacheTokens(512).build()));
                Engine engine = Engine.start(backend, model.tokenizer(), sizes)) {
            return backend.answers(engine, requests);
        }
    }

    private static List<ScoredToken> scores(Recording run) {
        assertThat(run.finished().failure()).isEmpty();
        return run.scores().stream().flatMap(portion -> portion.tokens().stream()).toList();
    }

    private static Integer[] boxed(int[] ids, int from) {
        return Arrays.stream(ids, from, ids.length).boxed().toArray(Integer[]::new);
    }

    private static double[] logSoftmax(float[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        double[] result = new double[logits.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = logits[i] - max - Math.log(sum);
        }
        return result;
    }
}
