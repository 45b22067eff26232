package io.gemstream.tokenizer.dispatch;

import io.gemstream.proto.v1.ModelRecord;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who works on which model, as gemstream.models says. Thread-safe; times are milliseconds since 1970.
 */
public final class Roster {

    private final Map<String, ModelRecord> records = new ConcurrentHashMap<>();

    /** Takes a heartbeat. */
    public void put(String key, ModelRecord record) {
        records.put(key, record);
    }

    /** Takes a tombstone. */
    public void remove(String key) {
        records.remove(key);
    }

    /** Forgets all of it. */
    public void clear() {
        records.clear();
    }

    /** Every model that was ever announced. */
    public Set<String> models() {
        return records.values().stream().map(ModelRecord::getModel).collect(Collectors.toUnmodifiableSet());
    }

    /** Slots of a model's live workers. */
    public int slots(String model, long nowMs) {
        return alive(model, ModelRecord.Role.WORKER, nowMs).mapToInt(ModelRecord::getSlots).sum();
    }

    /** Live tokenizer processes of a model. */
    public int tokenizers(String model, long nowMs) {
        return (int) alive(model, ModelRecord.Role.TOKENIZER, nowMs).count();
    }

    private Stream<ModelRecord> alive(String model, ModelRecord.Role role, long nowMs) {
        return records.values().stream().filter(record -> record.getRole() == role && record.getModel().equals(model)
                && nowMs - record.getHeartbeatMs() < record.getTimeToLiveMs());
    }
}
