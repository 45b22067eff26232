package io.gemstream.service.models;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Keeps the models that are served and the processes that serve them, as {@link Topics#MODELS} says. A model is known
 * while a record of it stands, whoever wrote it and however long ago; a tombstone takes its record away. Thread-safe.
 *
 * <p>A process is alive until its record's time to live has passed since the record arrived here, by this process' own
 * clock. So hosts whose clocks differ, by minutes or by years, agree on who lives. What the writer's clock said counts
 * in one case: what is read before the topic's end is history, and arrived long before it was read.
 *
 * <pre>
 *   read at the topic's end                                    counts from its arrival
 *   history, and by the two clocks within its time to live     counts from its arrival
 *   history, and by the two clocks older than that             counts for nothing until it is renewed
 * </pre>
 *
 * Where the clocks differ, history is judged wrongly, and that heals by itself: one that lives is heard again with its
 * next heartbeat, and one that is dead has passed for alive for one time to live.
 *
 * <p>The record of a process that was killed stays until one that lives takes it away, see {@link #outlived}.
 */
public final class ServedModels {

    private static final int HEARTBEATS_OF_PATIENCE = 3;
    /** Nothing is lost by waiting, and one that is taken for dead and lives is missing until its next heartbeat. */
    private static final long LONG_SILENCE_MS = Duration.ofHours(1).toMillis();
    private static final int LIVES_OF_SILENCE = 10;

    /**
     * A process' latest record.
     *
     * @param atNs when it arrived
     * @param counts whether its arrival is a sign of life
     * @param silentMs how long it was not renewed, by another one's heartbeats
     */
    private record Heard(ModelRecord record, long atNs, boolean counts, long silentMs) {

        Heard(ModelRecord record, long atNs, boolean counts) {
            this(record, atNs, counts, 0);
        }

        Heard silentFor(long furtherMs) {
            return new Heard(record, atNs, counts, silentMs + furtherMs);
        }

        boolean surelyDead() {
            return silentMs >= Math.max(LONG_SILENCE_MS, LIVES_OF_SILENCE * record.getTimeToLiveMs());
        }

        boolean of(ModelRecord.Role role, String model) {
            return record.getRole() == role && record.getModel().equals(model);
        }
    }

    private final ConcurrentSkipListMap<String, Heard> processes = new ConcurrentSkipListMap<>();
    private final LongSupplier nowMs;
    private final LongSupplier nowNs;
    private volatile boolean history;
    private volatile boolean loaded;

    /** Goes by the clocks of this machine. */
    public ServedModels() {
        this(System::currentTimeMillis, System::nanoTime);
    }

    /**
     * @param nowMs milliseconds since 1970
     * @param nowNs as {@link System#nanoTime}
     */
    public ServedModels(LongSupplier nowMs, LongSupplier nowNs) {
        this.nowMs = nowMs;
        this.nowNs = nowNs;
    }

    /** Says that the topic is read from its beginning from here on: what comes is history. */
    public void beginHistory() {
        history = true;
    }

    /** Says that the topic was read to the end that it had. */
    public synchronized void endHistory() {
        history = false;
        loaded = true;
        notifyAll();
    }

    /** Blocks until the topic was read to its end once. */
    public synchronized void awaitLoaded() throws InterruptedException {
        while (!loaded) {
            wait();
        }
    }

    /** Takes a record. */
    public void put(String key, ModelRecord record) {
        Heard heard = new Heard(record, nowNs.getAsLong(), true);
        if (history && nowMs.getAsLong() - record.getHeartbeatMs() >= record.getTimeToLiveMs()) {
            // Read once more after an outage, it does not undo what was heard since.
            processes.merge(key, new Heard(record, heard.atNs(), false),
                    (before, now) -> new Heard(record, before.atNs(), before.counts()));
        } else {
            processes.put(key, heard);
        }
    }

    /**
     * The keys of what was not renewed for an hour, and ten times its time to live, while a process of the same model
     * lived: somebody should write their tombstones. That process tells of each of its own heartbeats when it has come
     * back in the topic. These are the clock, so no silence grows while the topic, its reader or that process stands
     * still. It does no harm if several write a tombstone, nor if the process lives after all: every heartbeat has all
     * that is said of it. A model stays known, by the record of whoever outlived the others.
     */
    public List<String> outlived(String byKey, ModelRecord heartbeat) {
        List<String> dead = new ArrayList<>();
        processes.forEach((key, other) -> {
            if (!key.equals(byKey) && other.record().getModel().equals(heartbeat.getModel())) {
                Heard silent = other.silentFor(heartbeat.getHeartbeatIntervalMs());
                processes.replace(key, other, silent);
                if (silent.surelyDead()) {
                    dead.add(key);
                }
            }
        });
        return dead;
    }

    /** Takes a tombstone. */
    public void remove(String key) {
        processes.remove(key);
    }

    /** Forgets all records, and that the topic was read. */
    public void clear() {
        loaded = false;
        processes.clear();
    }

    /** Whether the topic was read to its end once; before, nothing can be said about a model. */
    public boolean loaded() {
        return loaded;
    }

    /** Names of the known models, sorted. */
    public List<String> names() {
        return processes.values().stream().map(process -> process.record().getModel()).distinct().sorted().toList();
    }

    /** The record of a model that arrived last, of a live process or not; empty for a model that is not known. */
    public Optional<ModelRecord> latest(String model) {
        long now = nowNs.getAsLong();
        return processes.values().stream()
                .filter(process -> process.record().getModel().equals(model))
                .min(Comparator.comparingLong(process -> now - process.atNs()))
                .map(Heard::record);
    }

    /** The live workers of a model, in the order of their ids. */
    public List<ModelRecord> workers(String model) {
        return alive(ModelRecord.Role.WORKER, model).toList();
    }

    /** The live tokenizer processes of a model, in the order of their ids. */
    public List<ModelRecord> tokenizers(String model) {
        return alive(ModelRecord.Role.TOKENIZER, model).toList();
    }

    /** Whether a tokenizer process of any model lives. */
    public boolean hasTokenizer() {
        return processes.values().stream().anyMatch(process ->
                process.record().getRole() == ModelRecord.Role.TOKENIZER && heardWithin(process, ServedModels::life));
    }

    /** Slots of a model's live workers. */
    public int slots(String model) {
        return alive(ModelRecord.Role.WORKER, model).mapToInt(ModelRecord::getSlots).sum();
    }

    /**
     * The live workers of a model that missed fewer than three heartbeats, in the order of their ids: only these have
     * affinity topics (ADR 18). The limit is shorter than the time to live, because what lies in the topic of a worker
     * that died waits for it, and topics taken from one that was only late cost it nothing but cached beginnings.
     */
    public List<ModelRecord> punctualWorkers(String model) {
        return heard(ModelRecord.Role.WORKER, model, ServedModels::patience).toList();
    }

    private Stream<ModelRecord> alive(ModelRecord.Role role, String model) {
        return heard(role, model, ServedModels::life);
    }

    private Stream<ModelRecord> heard(ModelRecord.Role role, String model, ToLongFunction<ModelRecord> limitMs) {
        return processes.values().stream()
                .filter(process -> process.of(role, model) && heardWithin(process, limitMs))
                .map(Heard::record);
    }

    /** The one rule of who lives. */
    private boolean heardWithin(Heard process, ToLongFunction<ModelRecord> limitMs) {
        return process.counts() && nowNs.getAsLong() - process.atNs()
                < TimeUnit.MILLISECONDS.toNanos(limitMs.applyAsLong(process.record()));
    }

    private static long life(ModelRecord record) {
        return record.getTimeToLiveMs();
    }

    private static long patience(ModelRecord record) {
        long interval = record.getHeartbeatIntervalMs();
        return interval > 0 ? Math.min(HEARTBEATS_OF_PATIENCE * interval, life(record)) : life(record);
    }
}
