package io.gemstream.worker.attempt;

import io.gemstream.proto.v1.ModelRecord;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Knows whether workers whose numbers have other bits serve the same model, now or a short time ago: a log that one of
 * them has written to must be read before anybody goes on with it (ADR 38). Thread-safe.
 */
public final class OtherArithmetic {

    /** Longer than a worker that is gone can have tasks that are fresh. */
    private static final Duration MEMORY = Duration.ofMinutes(1);

    private final String model;
    private final LongSupplier nanoTime;
    private final Map<String, Long> heardNs = new ConcurrentHashMap<>();

    /**
     * @param model name of the one that is served
     * @param nanoTime as {@link System#nanoTime}
     */
    public OtherArithmetic(String model, LongSupplier nanoTime) {
        this.model = model;
        this.nanoTime = nanoTime;
    }

    /** Hears an announcement of gemstream.models, of whomever. */
    public void hear(ModelRecord record) {
        if (record.getRole() == ModelRecord.Role.WORKER && record.getModel().equals(model)) {
            heardNs.put(record.getArithmetic(), nanoTime.getAsLong());
        }
    }

    /**
     * Whether a worker that computes otherwise was heard of lately.
     *
     * @param own see {@link WorkerIdentity#arithmetic}
     */
    public boolean than(String own) {
        long now = nanoTime.getAsLong();
        return heardNs.entrySet().stream()
                .anyMatch(heard -> !heard.getKey().equals(own) && now - heard.getValue() < MEMORY.toNanos());
    }
}
