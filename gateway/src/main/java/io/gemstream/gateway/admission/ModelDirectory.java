package io.gemstream.gateway.admission;

import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.Model;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.Worker;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Who serves which model, as gemstream.models says. A model is known while a record of it stands, even one whose
 * heartbeat is too old: requests for it then queue. A tombstone takes its record away. Thread-safe; times are
 * milliseconds since 1970.
 */
@Singleton
public final class ModelDirectory {

    private final ConcurrentSkipListMap<String, ModelRecord> records = new ConcurrentSkipListMap<>();
    private volatile boolean loaded;

    /** Takes a heartbeat. */
    public void put(String key, ModelRecord record) {
        records.put(key, record);
    }

    /** Takes a tombstone. */
    public void remove(String key) {
        records.remove(key);
    }

    /** Says that the topic was read to its end once. */
    public void markLoaded() {
        loaded = true;
    }

    /** The topic was made anew, and is yet to be read. */
    public void clear() {
        loaded = false;
        records.clear();
    }

    /** Whether the topic was read to its end once; before, nothing can be said about a model. */
    public boolean loaded() {
        return loaded;
    }

    /**
     * The model meant by a request.
     *
     * @param requested a name, or empty where exactly one model is known
     * @throws GemstreamException BROKER_UNAVAILABLE before the topic was read, MODEL_NOT_FOUND, INVALID_OPTION
     */
    public String resolve(String requested) {
        requireLoaded();
        List<String> known = names();
        if (requested.isEmpty()) {
            if (known.size() == 1) {
                return known.getFirst();
            }
            if (!known.isEmpty()) {
                throw new GemstreamException(ErrorReason.INVALID_OPTION,
                        "model: \"\" (expected: one of " + String.join(", ", known) + ")",
                        Map.of(ErrorStatus.FIELD, "model"));
            }
        } else if (known.contains(requested)) {
            return requested;
        }
        throw new GemstreamException(ErrorReason.MODEL_NOT_FOUND,
                "model: " + Echo.quoted(requested) + " (expected: "
                        + (known.isEmpty() ? "a model that is served; none is" : "one of " + String.join(", ", known))
                        + ")",
                Map.of("model", requested, "known", String.join(",", known)));
    }

    /** Every known model with what lives at {@code nowMs}, by name. */
    public List<Model> models(long nowMs) {
        requireLoaded();
        SortedMap<String, List<ModelRecord>> byModel = new TreeMap<>();
        for (ModelRecord record : records.values()) {
            byModel.computeIfAbsent(record.getModel(), _ -> new ArrayList<>()).add(record);
        }
        List<Model> models = new ArrayList<>();
        byModel.forEach((name, its) -> models.add(model(name, its, nowMs)));
        return models;
    }

    /** What the live workers of a model can do together. */
    public Capacity capacity(String model, long nowMs) {
        Capacity capacity = Capacity.NONE;
        for (ModelRecord record : records.values()) {
            if (record.getRole() == ModelRecord.Role.WORKER && record.getModel().equals(model)
                    && alive(record, nowMs)) {
                capacity = capacity.plus(
                        new Capacity(record.getSlots(), record.getTokensPerSecond(), longest(record)));
            }
        }
        return capacity;
    }

    /** Whether a worker of the model lives. */
    public boolean hasWorker(String model, long nowMs) {
        return records.values().stream().anyMatch(record -> record.getRole() == ModelRecord.Role.WORKER
                && record.getModel().equals(model) && alive(record, nowMs));
    }

    /** Whether any tokenizer lives. */
    public boolean hasTokenizer(long nowMs) {
        return records.values().stream().anyMatch(record -> record.getRole() == ModelRecord.Role.TOKENIZER
                && alive(record, nowMs));
    }

    /** Names of the known models, sorted. */
    public List<String> names() {
        return records.values().stream().map(ModelRecord::getModel).distinct().sorted().toList();
    }

    private void requireLoaded() {
        if (!loaded) {
            throw new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                    "gemstream.models has not been read yet: no answer from Kafka since the start");
        }
    }

    private static Model model(String name, List<ModelRecord> records, long nowMs) {
        ModelRecord latest = records.stream().max(Comparator.comparingLong(ModelRecord::getHeartbeatMs)).orElseThrow();
        Model.Builder model = Model.newBuilder()
                .setName(name)
                .setArchitecture(latest.getArchitecture())
                .setContextLength(latest.getContextLength());
        int tokenizers = 0;
        for (ModelRecord record : records) {
            if (!alive(record, nowMs)) {
                continue;
            }
            switch (record.getRole()) {
                case WORKER -> model.addWorkers(Worker.newBuilder()
                        .setId(record.getInstanceId())
                        .setDevice(record.getDevice())
                        .setSlots(record.getSlots())
                        .setNumericProfile(record.getNumericProfile())
                        .setKvCacheTokens(record.getKvCacheTokens())
                        .setMemory(record.getMemory()));
                case TOKENIZER -> tokenizers++;
                case ROLE_UNSPECIFIED, UNRECOGNIZED -> { }
            }
        }
        return model.setTokenizers(tokenizers).build();
    }

    private static long longest(ModelRecord worker) {
        return worker.getKvCacheTokens() == 0
                ? worker.getContextLength() : Math.min(worker.getContextLength(), worker.getKvCacheTokens());
    }

    private static boolean alive(ModelRecord record, long nowMs) {
        return nowMs - record.getHeartbeatMs() < record.getTimeToLiveMs();
    }
}
