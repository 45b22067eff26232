package io.gemstream.benchmarks;

import io.gemstream.client.GemstreamClient;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import java.time.Duration;

/**
 * Measures the time from the deadline to the end of the client's stream, which its own gRPC library sees to, and to the
 * finish record, with which the work ends.
 *
 * @param client of the gateway
 * @param log brings the finish records
 * @param requests what is asked for
 */
record DeadlineLatency(GemstreamClient client, FinishLog log, Requests requests) {

    private static final int SHORT = 16;

    /**
     * @param deadlineMs from the call on
     * @param reason how a generation ends that was where it was meant to be
     */
    Sample measure(int maxTokens, int deadlineMs, ErrorReason reason, int samples) throws InterruptedException {
        Sample sample = new Sample("deadline to client's end", "deadline to finish record");
        for (int i = 0; i < samples; i++) {
            long epochMs = System.currentTimeMillis() + deadlineMs;
            long deadlineNs = System.nanoTime() + deadlineMs * 1_000_000L;
            TimedGeneration timedGeneration = TimedGeneration.start(client, requests.next(SHORT, maxTokens),
                    Duration.ofMillis(deadlineMs));
            double clientMs = (timedGeneration.awaitEnd() - deadlineNs) / 1e6;
            FinishLog.Finish finish = log.await(timedGeneration.requestId());
            sample.add(ErrorStatus.reason(finish.body().getError()).filter(reason::equals).isPresent(), clientMs,
                    finish.writtenMs() - epochMs);
        }
        return sample;
    }
}
