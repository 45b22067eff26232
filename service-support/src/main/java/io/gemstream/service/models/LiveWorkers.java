package io.gemstream.service.models;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/**
 * The workers of every model that have given a sign of life lately, from {@link Topics#MODELS}. Three heartbeats that
 * do not arrive are the end, by the reader's own clock, so that hosts whose clocks differ agree; a record that was void
 * when it was read counts for nothing. Thread-safe.
 */
public final class LiveWorkers {

    private static final int HEARTBEATS_TO_LIVE = 3;
    private static final long NANOS_PER_MS = 1_000_000;

    private record Sign(ModelRecord worker, long arrivedNs) {}

    private final ConcurrentSkipListMap<String, Sign> signs = new ConcurrentSkipListMap<>();
    private final LongSupplier nowMs;
    private final LongSupplier nowNs;

    /**
     * @param nowMs milliseconds since 1970
     * @param nowNs as {@link System#nanoTime}
     */
    public LiveWorkers(LongSupplier nowMs, LongSupplier nowNs) {
        this.nowMs = nowMs;
        this.nowNs = nowNs;
    }

    /** Takes a heartbeat, of any process. */
    public void put(String key, ModelRecord record) {
        if (record.getRole() == ModelRecord.Role.WORKER
                && nowMs.getAsLong() - record.getHeartbeatMs() < record.getTimeToLiveMs()) {
            signs.put(key, new Sign(record, nowNs.getAsLong()));
        }
    }

    /** Takes a tombstone. */
    public void remove(String key) {
        signs.remove(key);
    }

    /** Forgets all of them, until they give a sign again. */
    public void clear() {
        signs.clear();
    }

    /** The live workers of a model, in the order of their ids. */
    public List<ModelRecord> of(String model) {
        long now = nowNs.getAsLong();
        return signs.values().stream()
                .filter(sign -> sign.worker().getModel().equals(model) && now - sign.arrivedNs() < lifeNs(sign.worker()))
                .map(Sign::worker)
                .toList();
    }

    private static long lifeNs(ModelRecord worker) {
        long interval = worker.getHeartbeatIntervalMs();
        return NANOS_PER_MS * (interval > 0 ? HEARTBEATS_TO_LIVE * interval : worker.getTimeToLiveMs());
    }
}
