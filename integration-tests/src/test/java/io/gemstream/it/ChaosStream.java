package io.gemstream.it;

import io.gemstream.client.ResumableGeneration;
import io.gemstream.proto.v1.GenerateResponse;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One generation as a client read it, with the time of each token. */
final class ChaosStream {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final ResumableGeneration generation;
    private final int length;
    private final Map<Integer, Integer> byIndex = new HashMap<>();
    private final List<Long> timesNs = new ArrayList<>();
    private final long openedNs = System.nanoTime();
    private int received;
    private Optional<String> failure = Optional.empty();

    ChaosStream(ResumableGeneration generation, int length) {
        this.generation = generation;
        this.length = length;
    }

    static Deadline deadline() {
        return Deadline.after(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reads to the end. A refusal while the broker or a gateway is away is asked again, under the same key. */
    void read() {
        while (true) {
            try {
                generation.read(this::take);
                return;
            } catch (StatusRuntimeException failed) {
                if (failed.getStatus().getCode() != Status.Code.UNAVAILABLE) {
                    fail(generation.requestId() + ": " + failed.getStatus());
                    return;
                }
                sleep();
            }
        }
    }

    int length() {
        return length;
    }

    synchronized int received() {
        return received;
    }

    synchronized int distinct() {
        return byIndex.size();
    }

    synchronized Optional<String> failure() {
        return failure;
    }

    /** Tokens that are not the ones of an undisturbed run. */
    synchronized long differences(List<Integer> wanted) {
        return byIndex.entrySet().stream()
                .filter(token -> token.getKey() >= wanted.size() || !wanted.get(token.getKey()).equals(token.getValue()))
                .count();
    }

    /** From a moment at which the stream was open to its next token; 0 where it was not open then. */
    synchronized long silenceNs(long momentNs) {
        if (openedNs > momentNs) {
            return 0;
        }
        return timesNs.stream().filter(time -> time > momentNs).findFirst().map(time -> time - momentNs).orElse(0L);
    }

    private synchronized void take(GenerateResponse event) {
        for (int i = 0; i < event.getTokens().getIdsCount(); i++) {
            received++;
            byIndex.put(event.getTokens().getIndex() + i, event.getTokens().getIds(i));
        }
        if (event.hasTokens()) {
            timesNs.add(System.nanoTime());
        }
    }

    private synchronized void fail(String why) {
        failure = Optional.of(why);
    }

    private static void sleep() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
