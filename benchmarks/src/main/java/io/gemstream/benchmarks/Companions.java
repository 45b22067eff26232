package io.gemstream.benchmarks;

import io.gemstream.proto.v1.GenerateRequest;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What else is going on: as many generations as wanted, each followed by the next, until closed. */
final class Companions implements AutoCloseable {

    private final List<Thread> threads = new ArrayList<>();
    private final Set<Probe> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Companions() {}

    /** Starts them, and waits until each has a token. */
    static Companions start(Channel channel, int count, Supplier<GenerateRequest> requests) {
        Companions companions = new Companions();
        List<Probe> first = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Probe probe = Probe.start(channel, requests.get());
            first.add(probe);
            companions.threads.add(Thread.ofVirtual().start(() -> companions.keepUp(channel, requests, probe)));
        }
        first.forEach(Probe::awaitFirstToken);
        return companions;
    }

    private void keepUp(Channel channel, Supplier<GenerateRequest> requests, Probe first) {
        Probe probe = first;
        while (!closed) {
            running.add(probe);
            probe.awaitEnd();
            running.remove(probe);
            if (!closed) {
                probe = Probe.start(channel, requests.get());
            }
        }
    }

    /** Cancels them, and waits until they have ended. */
    @Override
    public void close() {
        closed = true;
        running.forEach(Probe::cancel);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
