package io.gemstream.benchmarks;

import io.gemstream.client.GemstreamClient;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.GenerateRequest;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Measures the time from the Cancel call to the end of the client's stream with CANCELLED.
 *
 * @param client of the gateway
 * @param log tells where a generation was when it ended
 * @param requests what is asked for
 * @param random places the cancellation
 */
record CancelLatency(GemstreamClient client, FinishLog log, Requests requests, SplittableRandom random) {

    private static final int SHORT = 16;
    private static final int DECODE_PAUSE_MS = 20;

    /** @param maxTokens more than can be decoded before the cancellation */
    Sample decode(int maxTokens, int samples) throws InterruptedException {
        Sample sample = sample();
        for (int i = 0; i < samples; i++) {
            TimedGeneration timedGeneration = TimedGeneration.start(client, requests.next(SHORT, maxTokens));
            timedGeneration.awaitFirstToken();
            add(sample, timedGeneration, random.nextInt(DECODE_PAUSE_MS),
                    finish -> finish.body().getUsage().getCompletionTokens() > 0);
        }
        return sample;
    }

    /** @param prefillMs what a prompt of so many tokens takes; the cancellation comes in its middle part */
    Sample prefill(int promptTokens, double prefillMs, int samples) throws InterruptedException {
        Sample sample = sample();
        for (int i = 0; i < samples; i++) {
            TimedGeneration timedGeneration = start(promptTokens);
            add(sample, timedGeneration, (long) (prefillMs * random.nextDouble(0.2, 0.8)),
                    finish -> !finish.neverRan() && finish.body().getUsage().getCompletionTokens() == 0);
        }
        return sample;
    }

    /** Cancels generations in the queue, where all slots are busy. */
    Sample queued(int samples) throws InterruptedException {
        Sample sample = sample();
        for (int i = 0; i < samples; i++) {
            add(sample, start(SHORT), 0, FinishLog.Finish::neverRan);
        }
        return sample;
    }

    private TimedGeneration start(int promptTokens) {
        GenerateRequest request = requests.next(promptTokens, SHORT);
        TimedGeneration timedGeneration = TimedGeneration.start(client, request);
        timedGeneration.awaitAccepted();
        return timedGeneration;
    }

    private void add(Sample sample, TimedGeneration timedGeneration, long pauseMs, Predicate<FinishLog.Finish> meant)
            throws InterruptedException {
        Thread.sleep(pauseMs);
        double ms = timedGeneration.cancel();
        FinishLog.Finish finish = log.await(timedGeneration.requestId());
        sample.add(finish.body().getReason() == FinishReason.CANCELLED && meant.test(finish), ms);
    }

    private static Sample sample() {
        return new Sample("Cancel to client's end");
    }
}
