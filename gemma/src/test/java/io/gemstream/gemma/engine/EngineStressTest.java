package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.gemma.tokenizer.PiecesFile;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Submissions, cancellations and backend failures from several threads at once, over random sizes. */
class EngineStressTest {

    private static final int CALLERS = 3;
    private static final int REQUESTS_PER_CALLER = 15;

    private final Tokenizer tokenizer = PiecesFile.tinyTokenizer();

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everySequenceEndsAndTheEngineIsAsGoodAsNew(long seed) {
        Random random = new Random(seed);
        Random failures = new Random(-seed);
        int slots = 1 + random.nextInt(4);
        TokenMemoryBackend backend = new TokenMemoryBackend(24, 8, TokenMemoryBackend::hash, plan -> {
            if (failures.nextInt(50) == 0) {
                throw new IllegalStateException("device lost");
            }
        });
        List<Recording> recordings = new ArrayList<>();
        try (Engine engine = Engine.start(
                backend, tokenizer, EngineOptions.ofSlots(slots).withMaxBatchTokens(slots + random.nextInt(20)))) {
            try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
                for (int caller = 0; caller < CALLERS; caller++) {
                    List<Recording> own =
                            Stream.generate(Recording::new).limit(REQUESTS_PER_CALLER).toList();
                    recordings.addAll(own);
                    String name = "caller" + caller;
                    callers.execute(() -> call(engine, name, own));
                }
            }
            recordings.forEach(Recording::finished);

            assertThat(engine.freeSlots()).isEqualTo(slots);
            assertThat(recordings).allSatisfy(recording -> {
                assertThat(recording.finished().usage().completionTokens()).isEqualTo(recording.tokens().size());
                assertThat(recording.tokens()).extracting(EngineEvent.TokenSampled::index)
                        .containsExactlyElementsOf(
                                IntStream.range(0, recording.tokens().size()).boxed().toList());
            });
            assertThat(runsOverTheWholePool(engine)).isTrue();
        }
    }

    private static void call(Engine engine, String name, List<Recording> recordings) {
        Random random = new Random(name.hashCode());
        for (int i = 0; i < recordings.size(); i++) {
            String id = name + "-" + i;
            SequenceRequest request = Requests.of(
                    id,
                    Requests.prompt(random.nextLong(), 1 + random.nextInt(100)),
                    Requests.greedy(1 + random.nextInt(60)).build());
            engine.submit(request, recordings.get(i));
            if (random.nextInt(4) == 0) {
                engine.cancel(name + "-" + random.nextInt(i + 1));
            }
        }
    }

    /** Tries until no injected failure gets in the way: a lost block would refuse room for ever. */
    private static boolean runsOverTheWholePool(Engine engine) {
        EngineEvent.Finished end;
        int attempt = 0;
        do {
            Recording all = new Recording();
            int[] prompt = Requests.prompt(attempt, 24 * 8 - 3);
            SamplerOptions options = Requests.greedy(3).ignoreEos(true).build();
            engine.submit(Requests.of("all" + attempt++, prompt, options), all);
            end = all.finished();
        } while (end.reason() == EndReason.ERROR && attempt < 1_000);
        return end.reason() == EndReason.LENGTH;
    }
}
