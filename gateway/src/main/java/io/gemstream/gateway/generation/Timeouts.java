package io.gemstream.gateway.generation;

import io.gemstream.proto.GemstreamException;
import io.gemstream.service.failure.Causes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Fails work that is not done in time. */
public final class Timeouts {

    private Timeouts() {}

    /** The stage, failed with {@code late} where it takes longer; it goes on for itself then. */
    public static <T> CompletionStage<T> within(
            CompletionStage<T> stage, Duration most, Supplier<GemstreamException> late) {
        return stage.toCompletableFuture().copy()
                .orTimeout(most.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> {
                    Throwable cause = Causes.unwrapped(failure);
                    return CompletableFuture.failedFuture(cause instanceof TimeoutException ? late.get() : cause);
                });
    }
}
