package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.cache.KvCache;
import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.testing.oracle.Golden;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request has one answer: alone or in batches of up to 64, in chunks of any size, in any order of arrival, with blocks
 * found in the prefix cache or not, preempted or not. Same tokens, and logits equal bit for bit.
 */
class InvarianceTest {

    private static final int REQUESTS = 24;
    private static final int ROOMY = 4096;
    private static final int LONGEST = 192;
    private static final int BLOCK = 8;

    @ParameterizedTest
    @ValueSource(strings = {"gemma2-tiny", "gemma3-tiny"})
    void oneRequestHasOneAnswer(String name) {
        List<SequenceRequest> requests = requests(new Random(name.hashCode()));
        Map<List<Integer>, float[]> logits = new HashMap<>();
        try (GemmaModel model = GemmaModel.load(Golden.path(name + "-f32.gguf"))) {
            List<Recording> alone = new ArrayList<>();
            for (SequenceRequest request : requests) {
                alone.addAll(run(model, logits, List.of(request), 256,
                        EngineOptions.ofSlots(1).withPrefixCache(false)).recordings());
            }
            int firsts = logits.size();

            long preemptions = 0;
            Random random = new Random(1);
            for (int slots : new int[] {2, 3, 5, 9, 64}) {
                for (boolean prefixCache : new boolean[] {false, true}) {
                    int budget = slots + random.nextInt(60);
                    Outcome roomy = run(
                            model, logits, requests, ROOMY,
                                    EngineOptions.ofSlots(slots).withMaxBatchTokens(budget)
                                            .withPrefixCache(prefixCache));
                    assertThat(roomy.load().preemptions()).isZero();
                    assertThat(roomy.load().prefixHits() > 0).isEqualTo(prefixCache);
                    same(roomy.recordings(), alone);
                    int little = slots + random.nextInt(6);
                    Outcome cramped = run(
                            model, logits, requests, cramped(model, little),
                            EngineOptions.ofSlots(slots).withMaxBatchTokens(little).withPrefixCache(prefixCache));
                    same(cramped.recordings(), alone);
                    preemptions += cramped.load().preemptions();
                }
            }
            assertThat(preemptions).isPositive();
            assertThat(logits).as("no logits after other tokens than alone").hasSize(firsts);
        }
    }

    private record Outcome(List<Recording> recordings, EngineLoad load) {}

    private static void same(List<Recording> recordings, List<Recording> alone) {
        for (int i = 0; i < recordings.size(); i++) {
            assertThat(recordings.get(i).finished().failure()).isEmpty();
            assertThat(recordings.get(i).tokens()).as("request %s", i).isEqualTo(alone.get(i).tokens());
            assertThat(recordings.get(i).scores()).as("request %s", i).isEqualTo(alone.get(i).scores());
            assertThat(recordings.get(i).text()).isEqualTo(alone.get(i).text());
        }
    }

    /** Room for one of the longest, and little more. */
    private static int cramped(GemmaModel model, int budget) {
        try (CpuBackend any = CpuBackend.create(model.config(), model.weights(),
                CpuOptions.builder().threads(1).blockTokens(BLOCK).kvCacheTokens(1).build())) {
            long blocks = KvCache.create(any.groups(), 1, BLOCK, false).mostHeld(LONGEST, budget);
            return BLOCK * (1 + Math.toIntExact(Math.ceilDiv(blocks, any.groups().size())));
        }
    }

    /** The engine runs them in another order each time: it is drawn from the sizes. */
    private static Outcome run(
            GemmaModel model, Map<List<Integer>, float[]> logits, List<SequenceRequest> requests, int kvTokens,
            EngineOptions options) {
        List<Recording> recordings = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            recordings.add(new Recording());
            order.add(i);
        }
        Collections.shuffle(order, new Random(options.hashCode()));
        CpuOptions sizes = CpuOptions.builder().threads(2).blockTokens(BLOCK).kvCacheTokens(kvTokens).build();
        try (CpuBackend backend = CpuBackend.create(model.config(), model.weights(), sizes)) {
            // Memory gets tight only where requests come faster than they are served.
            CountDownLatch all = new CountDownLatch(1);
            SameLogits watched = new SameLogits(backend, logits, () -> Uninterrupted.await(all));
            Engine engine = Engine.start(watched, model.tokenizer(), options);
            order.forEach(i -> engine.submit(requests.get(i), recordings.get(i)));
            all.countDown();
            recordings.forEach(Recording::finished);
            engine.close();
            return new Outcome(recordings, engine.load());
        }
    }

    /** Three families of prompts that begin alike; some are sampled, some scored, some resumed. */
    private static List<SequenceRequest> requests(Random random) {
        List<SequenceRequest> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            int[] prompt = random.ints(2 + random.nextInt(90), 14, 500).toArray();
            int shared = Math.min(prompt.length, random.nextInt(80));
            System.arraycopy(Requests.prompt(i % 3, 90), 0, prompt, 0, shared);
            var sampling = SamplerOptions.builder()
                    .seed(i)
                    .temperature(i % 2)
                    .maxTokens(4 + random.nextInt(30) + (i % 3 == 0 ? 60 : 0)) // some outgrow what was free at first
                    .ignoreEos(true)
                    .logprobs(2);
            SequenceRequest request = Requests.of(
                    "r" + i, prompt, (i % 8 == 7 ? sampling.promptLogprobs(1) : sampling).build());
            boolean resumes = i % 6 == 5;
            requests.add(resumes ? Requests.resume(request, request.id(), new int[] {460, 461, 462}) : request);
        }
        return requests;
    }
}
