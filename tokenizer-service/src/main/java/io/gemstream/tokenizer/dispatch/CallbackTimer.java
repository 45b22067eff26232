package io.gemstream.tokenizer.dispatch;

import java.time.Duration;

/** Calls back later. */
@FunctionalInterface
public interface CallbackTimer {

    /**
     * Sets an alarm.
     *
     * @return takes it back; does nothing once it went off
     */
    Runnable set(Duration delay, Runnable action);
}
