package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.EndReason;
import io.gemstream.gemma.engine.Engine;
import io.gemstream.gemma.engine.EngineEvent;
import io.gemstream.gemma.engine.EngineOptions;
import io.gemstream.gemma.engine.ForwardingBackend;
import io.gemstream.gemma.engine.SequenceRequest;
import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.gemma.sampling.TokenLogprob;
import io.gemstream.gemma.tokenizer.PiecesFile;
import io.gemstream.testing.oracle.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Texts of an engine that takes the best tokens from the device, against those of one that takes every logit. */
@NeedsPlugin
class DeviceChoiceTest {

    private static final int REQUESTS = 300;
    private static final int TOKENS = 6;

    /** What an engine told of a text. */
    private record Text(Queue<EngineEvent.TokenSampled> tokens, CompletableFuture<EngineEvent.Finished> end) {

        List<Integer> ids() {
            return tokens.stream().map(EngineEvent.TokenSampled::id).toList();
        }
    }

    /** Some rows are wanted whole and some are not, side by side in one step, and requests differ in all options. */
    @Test
    void seededTextsAreTheSameWhicheverWayLogitsCome() {
        List<SequenceRequest> requests = IntStream.range(0, REQUESTS).mapToObj(DeviceChoiceTest::request).toList();
        assertThat(requests).filteredOn(request -> request.options().decisive() == 0).hasSizeBetween(90, 210);
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                PjrtBackend backend = Runs.backend(model, PjrtProfile.EXACT, StepShapes.uniform(4))) {
            List<Text> whole = generate(new WholeRows(backend), requests);
            long wholeBytes = backend.metrics().readBytes();
            List<Text> chosen = generate(backend, requests);
            assertThat(backend.metrics().readBytes() - wholeBytes).isLessThan(wholeBytes);
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(chosen.get(i).ids()).as("%s", requests.get(i).options()).isEqualTo(whole.get(i).ids());
                assertSameScores(chosen.get(i), whole.get(i));
            }
        }
    }

    /** The choice is made of numbers that do not depend on what others want. */
    @Test
    void aTextDoesNotDependOnWhatItsNeighboursWant() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                PjrtBackend backend = Runs.backend(model, PjrtProfile.EXACT, StepShapes.uniform(4))) {
            List<SequenceRequest> requests = IntStream.range(0, 12).mapToObj(DeviceChoiceTest::request).toList();
            List<Text> together = generate(backend, requests);
            for (int i = 0; i < requests.size(); i++) {
                Text alone = generate(backend, List.of(requests.get(i))).getFirst();
                assertThat(List.copyOf(together.get(i).tokens)).isEqualTo(List.copyOf(alone.tokens));
            }
        }
    }

    private static void assertSameScores(Text chosen, Text whole) {
        List<EngineEvent.TokenSampled> expected = List.copyOf(whole.tokens);
        List<EngineEvent.TokenSampled> actual = List.copyOf(chosen.tokens);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).logprob()).isCloseTo(expected.get(i).logprob(), within(1e-5f));
            assertThat(actual.get(i).best()).extracting(TokenLogprob::id)
                    .isEqualTo(expected.get(i).best().stream().map(TokenLogprob::id).toList());
        }
    }

    private static List<Text> generate(Backend backend, List<SequenceRequest> requests) {
        List<Text> texts = new ArrayList<>();
        try (Engine engine = Engine.start(backend, PiecesFile.tinyTokenizer(),
                EngineOptions.ofSlots(4).withMaxBatchTokens(16))) {
            for (SequenceRequest request : requests) {
                Text text = new Text(new ConcurrentLinkedQueue<>(), new CompletableFuture<>());
                texts.add(text);
                engine.submit(request, event -> {
                    switch (event) {
                        case EngineEvent.TokenSampled token -> text.tokens.add(token);
                        case EngineEvent.Finished finished -> text.end.complete(finished);
                        case EngineEvent.PromptScored _ -> { }
                    }
                });
            }
            texts.forEach(text -> assertThat(text.end.join().reason()).isNotEqualTo(EndReason.ERROR));
        }
        return texts;
    }

    /** Every way to choose, by turns, with a prompt and a seed of its own. */
    private static SequenceRequest request(int number) {
        Random random = new Random(number);
        SamplerOptions.Builder options = SamplerOptions.builder().maxTokens(TOKENS).seed(random.nextLong())
                .temperature(0.5 + random.nextDouble() * 4);
        switch (number % 10) {
            case 0 -> options.temperature(0);
            case 1 -> options.temperature(0).logprobs(20);
            case 2 -> options.topK(1 + random.nextInt(127)).topP(0.3 + random.nextDouble() * 0.7);
            case 3 -> options.topK(40).minP(random.nextDouble() * 0.2).logprobs(3);
            case 4 -> options.topK(5).topP(1).logprobs(12);
            case 5 -> options.topK(0).topP(0.9);
            case 6 -> options.topK(200);
            case 7 -> options.repetitionPenalty(1.3);
            case 8 -> options.logitBias(Map.of(300, 2f)).temperature(0);
            default -> options.minTokens(3).promptLogprobs(2);
        }
        int[] prompt = random.ints(1 + random.nextInt(12), 20, 512).toArray();
        return SequenceRequest.of("request-" + number, prompt, options.build(), 64);
    }

    /** The same backend without its other way. */
    private static final class WholeRows extends ForwardingBackend {

        WholeRows(Backend of) {
            super(of);
        }
    }
}
