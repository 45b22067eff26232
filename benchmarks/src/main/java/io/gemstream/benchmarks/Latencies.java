package io.gemstream.benchmarks;

import io.gemstream.client.GemstreamClient;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.HostPort;
import io.gemstream.proto.v1.Model;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Measures how long a generation goes on that nobody wants any more: from a Cancel call, and from a deadline; queued,
 * in prefill and in decode, each beside other work. Shows as well that what expired in the queue costs no token of
 * prefill.
 *
 * <p>Where a generation was when it ended, its finish record tells: no timing, so no step was computed; no token; some.
 * A sample that ended elsewhere than it was meant to is left out and counted.
 */
public final class Latencies {

    private static final int WARM_UP = 5;
    private static final int SHORT = 16;
    private static final int FEW_TOKENS = 64;
    private static final int LONGEST = 4096;
    private static final int CALIBRATION = 256;
    private static final int CALIBRATIONS = 3;
    private static final int DECODE_DEADLINE_MS = 400;
    private static final int QUEUE_DEADLINE_MS = 40;
    private static final int SECOND_MS = 1_000;
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final GemstreamClient client;
    private final String bootstrapServers;
    private final PromptCounter counter;
    private final Model model;
    private final Requests requests = new Requests();

    private Latencies(GemstreamClient client, String bootstrapServers, PromptCounter counter, Model model) {
        this.client = client;
        this.bootstrapServers = bootstrapServers;
        this.counter = counter;
        this.model = model;
    }

    /** Arguments: gateway, broker, address of the worker's metrics, samples. */
    public static void main(String[] args) throws Exception {
        try (GemstreamClient client = GemstreamClient.connect(List.of(HostPort.parse(args[0])))) {
            Model model = client.models(ANSWER).getFirst();
            Latencies latencies = new Latencies(client, args[1], new PromptCounter(URI.create(args[2])), model);
            latencies.running(Integer.parseInt(args[3]));
            latencies.queued(Integer.parseInt(args[3]));
        }
    }

    private void running(int samples) throws InterruptedException {
        String beside = String.format(Locale.ROOT, " beside %d decoding, %s on %s",
                slots() - 1, model.getName(), model.getWorkers(0).getDevice());
        try (FinishLog log = FinishLog.follow(bootstrapServers); BackgroundLoad _ = companions(slots() - 1, LONGEST)) {
            CancelLatency cancel = new CancelLatency(client, log, requests, new SplittableRandom(1));
            cancel.decode(longest(), WARM_UP);
            cancel.decode(longest(), samples).print("cancel in decode" + beside);
            int prompt = promptOfASecond();
            double prefillMs = secondsToFirstToken(prompt) * 1e3;
            cancel.prefill(prompt, prefillMs, samples)
                    .print(String.format(Locale.ROOT, "cancel in prefill of %d tokens, %.0f ms,", prompt, prefillMs)
                            + beside);
            new DeadlineLatency(client, log, requests)
                    .measure(longest(), DECODE_DEADLINE_MS, ErrorReason.DEADLINE_EXPIRED, samples)
                    .print("deadline in decode" + beside);
        }
    }

    private void queued(int samples) throws Exception {
        int tokens = tokensOfASecond();
        String behind = String.format(Locale.ROOT, " behind %d slots that decode %d tokens again and again", slots(),
                tokens);
        double before = counter.read();
        try (FinishLog log = FinishLog.follow(bootstrapServers)) {
            try (BackgroundLoad _ = companions(slots(), tokens)) {
                new CancelLatency(client, log, requests, new SplittableRandom(2)).queued(samples)
                        .print("cancel in the queue" + behind);
                new DeadlineLatency(client, log, requests)
                        .measure(SHORT, QUEUE_DEADLINE_MS, ErrorReason.EXPIRED_IN_QUEUE, samples)
                        .print("deadline in the queue" + behind);
            }
            List<FinishLog.Finish> finishes = log.all();
            List<FinishLog.Finish> expired = finishes.stream().filter(Latencies::expired).toList();
            System.out.printf(Locale.ROOT, "expired in the queue: %d; of these with a step computed: %d%n",
                    expired.size(),
                    expired.stream().filter(finish -> !finish.neverRan()).count());
            System.out.printf(Locale.ROOT,
                    "prompt tokens computed, by the worker's metric: %.0f; of all generations that did not"
                            + " end in the queue: %d%n", counter.read() - before,
                    finishes.stream().filter(finish -> !finish.neverRan())
                            .mapToLong(finish -> finish.body().getUsage().getPromptTokens()).sum());
        }
    }

    private static boolean expired(FinishLog.Finish finish) {
        return ErrorStatus.reason(finish.body().getError()).filter(ErrorReason.EXPIRED_IN_QUEUE::equals).isPresent();
    }

    private BackgroundLoad companions(int count, int tokens) {
        return BackgroundLoad.start(client, count, () -> requests.next(SHORT, Math.min(tokens, longest())));
    }

    /** So many tokens that their prefill can be met in its middle. */
    private int promptOfASecond() {
        int most = Math.min(LONGEST, model.getContextLength() - 2 * SHORT);
        int prompt = Math.min(CALIBRATION, most);
        secondsToFirstToken(prompt);
        for (int i = 0; i < CALIBRATIONS; i++) {
            prompt = Math.clamp((long) (prompt / secondsToFirstToken(prompt)), Math.min(CALIBRATION, most), most);
        }
        return prompt;
    }

    /** So many that a slot is busy with them for about a second. */
    private int tokensOfASecond() throws InterruptedException {
        try (BackgroundLoad _ = companions(slots() - 1, LONGEST)) {
            TimedGeneration timedGeneration = TimedGeneration.start(client, requests.next(SHORT, longest()));
            long start = timedGeneration.awaitFirstToken();
            Thread.sleep(SECOND_MS);
            timedGeneration.cancel();
            double seconds = (timedGeneration.awaitEnd() - start) / 1e9;
            return Math.clamp((long) (timedGeneration.tokens() / seconds), FEW_TOKENS, longest());
        }
    }

    private double secondsToFirstToken(int promptTokens) {
        long start = System.nanoTime();
        TimedGeneration timedGeneration = TimedGeneration.start(client, requests.next(promptTokens, 1));
        double seconds = (timedGeneration.awaitFirstToken() - start) / 1e9;
        timedGeneration.awaitEnd();
        return seconds;
    }

    private int longest() {
        return Math.min(LONGEST, model.getContextLength() - SHORT);
    }

    private int slots() {
        return model.getWorkers(0).getSlots();
    }
}
