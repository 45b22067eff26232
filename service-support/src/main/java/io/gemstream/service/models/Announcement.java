package io.gemstream.service.models;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import java.time.Duration;
import java.util.Locale;

/**
 * A process' announcement that it serves a model, as {@link Topics#MODELS} keeps it: renewed as a heartbeat, void three
 * heartbeats after the last but not before 15 seconds, and taken back by a tombstone under the same key. That of a
 * process which was killed is taken back by a tokenizer of the same model, long after ({@link ServedModels#outlived}).
 *
 * @param record everything but the times
 * @param heartbeat pause between two renewals
 */
public record Announcement(ModelRecord record, Duration heartbeat) {

    /** Two heartbeats may be lost before the others stop believing. */
    private static final int HEARTBEATS_TO_LIVE = 3;
    /** A reader that starts judges a record by another host's clock; and a broker's failover must end nobody. */
    private static final Duration LEAST_LIFE = Duration.ofSeconds(15);

    /** Key of the record, for example {@code worker/gemma-2b/host-1}. */
    public String key() {
        return key(record);
    }

    /** The same of an announcement that came back. */
    public static String key(ModelRecord record) {
        return record.getRole().name().toLowerCase(Locale.ROOT) + "/" + record.getModel() + "/"
                + record.getInstanceId();
    }

    /**
     * The record of a heartbeat.
     *
     * @param nowMs milliseconds since 1970
     */
    public ModelRecord at(long nowMs) {
        Duration life = heartbeat.multipliedBy(HEARTBEATS_TO_LIVE);
        return record.toBuilder()
                .setHeartbeatMs(nowMs)
                .setHeartbeatIntervalMs(heartbeat.toMillis())
                .setTimeToLiveMs(Math.max(life.toMillis(), LEAST_LIFE.toMillis()))
                .build();
    }
}
