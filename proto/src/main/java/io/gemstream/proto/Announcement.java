package io.gemstream.proto;

import io.gemstream.proto.v1.ModelRecord;
import java.time.Duration;
import java.util.Locale;

/**
 * Who serves which model, as {@link Topics#MODELS} keeps it: renewed as a heartbeat, void three heartbeats after the
 * last, and taken back by a tombstone under the same key.
 *
 * @param record everything but the times
 * @param heartbeat pause between two renewals
 */
public record Announcement(ModelRecord record, Duration heartbeat) {

    /** Two heartbeats may be lost before the others stop believing. */
    private static final int HEARTBEATS_TO_LIVE = 3;

    /** Key of the record, for example {@code worker/gemma-2b/host-1}. */
    public String key() {
        return record.getRole().name().toLowerCase(Locale.ROOT) + "/" + record.getModel() + "/"
                + record.getInstanceId();
    }

    /**
     * The record of a heartbeat.
     *
     * @param nowMs milliseconds since 1970
     */
    public ModelRecord at(long nowMs) {
        return record.toBuilder()
                .setHeartbeatMs(nowMs)
                .setTimeToLiveMs(heartbeat.multipliedBy(HEARTBEATS_TO_LIVE).toMillis())
                .build();
    }
}
