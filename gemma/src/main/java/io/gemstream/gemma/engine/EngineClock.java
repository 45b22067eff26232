package io.gemstream.gemma.engine;

import java.util.function.LongSupplier;

/**
 * The two clocks of an engine: one that agrees with other machines, one that never jumps.
 *
 * @param epochMillis milliseconds since the epoch, read once per submission to place its deadline
 * @param nanos as {@link System#nanoTime}
 */
public record EngineClock(LongSupplier epochMillis, LongSupplier nanos) {

    /** The machine's clocks. */
    public static EngineClock system() {
        return new EngineClock(System::currentTimeMillis, System::nanoTime);
    }

    /** When, on the clock that never jumps, a time since the epoch will be. */
    long nanosAt(long millisSinceEpoch) {
        return nanos.getAsLong() + (millisSinceEpoch - epochMillis.getAsLong()) * 1_000_000;
    }
}
