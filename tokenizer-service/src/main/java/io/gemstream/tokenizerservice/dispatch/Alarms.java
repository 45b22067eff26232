package io.gemstream.tokenizerservice.dispatch;

import java.time.Duration;

/** Calls back later. */
@FunctionalInterface
public interface Alarms {

    /**
     * Sets an alarm.
     *
     * @return takes it back; does nothing once it went off
     */
    Runnable set(Duration delay, Runnable action);
}
