package io.gemstream.it;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What was hit comes back meanwhile, one of each kind at a time; what does not is kept for the report. */
final class ChaosRecoveries implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<ChaosFaults.Kind, CompletableFuture<Void>> under = new EnumMap<>(ChaosFaults.Kind.class);
    private final List<String> failures = new ArrayList<>();

    /** Brings something back; {@link #await} comes before the next of its kind. */
    void begin(ChaosFaults.Kind kind, Runnable recovery) {
        under.put(kind, CompletableFuture.runAsync(recovery, threads));
    }

    /** Waits for the last one of a kind. Whether it is back. */
    boolean await(ChaosFaults.Kind kind) {
        CompletableFuture<Void> last = under.remove(kind);
        if (last == null) {
            return true;
        }
        try {
            last.join();
            return true;
        } catch (CompletionException failed) {
            failures.add("recovery from " + kind + ": " + failed.getCause());
            return false;
        }
    }

    /** Waits for all that are under way, and tells what did not come back, ever. */
    List<String> settle() {
        for (ChaosFaults.Kind kind : ChaosFaults.Kind.values()) {
            await(kind);
        }
        return List.copyOf(failures);
    }

    /** Waits until all is back, or is not going to be. */
    @Override
    public void close() {
        threads.close();
    }
}
