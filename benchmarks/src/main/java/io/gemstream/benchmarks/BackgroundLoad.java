package io.gemstream.benchmarks;

import io.gemstream.client.GemstreamClient;
import io.gemstream.proto.v1.GenerateRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Runs load beside a measurement: as many generations as wanted, each followed by the next, until closed. */
final class BackgroundLoad implements AutoCloseable {

    private final List<Thread> threads = new ArrayList<>();
    private final Set<TimedGeneration> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private BackgroundLoad() {}

    /** Starts them, and waits until each has a token. */
    static BackgroundLoad start(GemstreamClient client, int count, Supplier<GenerateRequest> requests) {
        BackgroundLoad backgroundLoad = new BackgroundLoad();
        List<TimedGeneration> first = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TimedGeneration timedGeneration = TimedGeneration.start(client, requests.get());
            first.add(timedGeneration);
            backgroundLoad.threads.add(Thread.ofVirtual().start(() ->
                    backgroundLoad.keepUp(client, requests, timedGeneration)));
        }
        first.forEach(TimedGeneration::awaitFirstToken);
        return backgroundLoad;
    }

    private void keepUp(GemstreamClient client, Supplier<GenerateRequest> requests, TimedGeneration first) {
        TimedGeneration timedGeneration = first;
        while (!closed) {
            running.add(timedGeneration);
            timedGeneration.awaitEnd();
            running.remove(timedGeneration);
            if (!closed) {
                timedGeneration = TimedGeneration.start(client, requests.get());
            }
        }
    }

    /** Cancels them, and waits until they have ended. */
    @Override
    public void close() {
        closed = true;
        running.forEach(TimedGeneration::cancel);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
