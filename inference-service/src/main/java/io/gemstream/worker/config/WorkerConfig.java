package io.gemstream.worker.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of a worker process. */
@ConfigMapping(prefix = "gemstream.worker")
public interface WorkerConfig {

    /** Which of gemstream.models to serve; may be left out where there is only one. */
    Optional<String> model();

    /** Generations that run at once, and tasks held at most. At least 1. */
    @Min(1)
    @WithDefault("4")
    int slots();

    /** Threads that compute; all processors where left out. */
    @Min(1)
    OptionalInt threads();

    /**
     * Positions of the KV cache, over all generations. One that reaches the end of them by itself ends there, as at the
     * end of its context; a prompt that leaves no room is refused.
     */
    @Min(0)
    @Max(Integer.MAX_VALUE / 2)
    @WithDefault("16384")
    long kvCacheTokens();

    /** Positions per block of the KV cache, a power of two. */
    @PowerOfTwo
    @WithDefault("16")
    int kvBlockTokens();

    /** Whether generations that begin with the same tokens share what is computed of them. Changes no token. */
    @WithDefault("true")
    boolean prefixCache();

    /** Tokens a step computes at most. Larger steps prefill faster and delay everything else longer. */
    @Min(1)
    @WithDefault("256")
    int prefillChunk();

    /** Compiled constraints that are kept, the ones used last. At least 1. */
    @Min(1)
    @WithDefault("32")
    int grammars();

    /** Attempts in a row that add no token, after which a task goes to gemstream.dead-letters. At least 1. */
    @Min(1)
    @WithDefault("3")
    int maxAttempts();

    /**
     * Time for made-up work before the first task, so that no request pays for compilation; not set: 300ms in the profile
     * fast on x86-64, which waits for little of it, else 1s. Zero: none.
     */
    Optional<@DurationMin Duration> warmUp();

    /** How long a stopping worker lets its generations go on before it hands them back. */
    @DurationMin
    @WithDefault("10s")
    Duration drain();

    /** Pause between two announcements in gemstream.models. Others take a dead worker's topics over after three. */
    @DurationMin(millis = 100)
    @WithDefault("1s")
    Duration heartbeat();
}
