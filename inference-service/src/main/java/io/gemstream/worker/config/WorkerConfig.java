package io.gemstream.worker.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings of a worker process. */
@ConfigMapping(prefix = "gemstream.worker")
public interface WorkerConfig {

    /** Which of gemstream.models to serve; may be left out where there is only one. */
    Optional<String> model();

    /** Generations that run at once, and tasks held at most. At least 1. */
    @WithDefault("4")
    int slots();

    /** Threads that compute; all processors where left out. */
    OptionalInt threads();

    /**
     * Positions of the KV cache, over all generations. One that reaches the end of them by itself ends there, as at the
     * end of its context; a prompt that leaves no room is refused.
     */
    @WithDefault("16384")
    long kvCacheTokens();

    /** Positions per block of the KV cache, a power of two. */
    @WithDefault("16")
    int kvBlockTokens();

    /** Whether generations that begin with the same tokens share what is computed of them. Changes no token. */
    @WithDefault("true")
    boolean prefixCache();

    /** Tokens a step computes at most. Larger steps prefill faster and delay everything else longer. */
    @WithDefault("256")
    int prefillChunk();

    /** Compiled constraints that are kept, the ones used last. At least 1. */
    @WithDefault("32")
    int grammars();

    /** Attempts in a row that add no token, after which a task goes to gemstream.dead-letters. At least 1. */
    @WithDefault("3")
    int maxAttempts();

    /** Time for made-up work before the first task, so that no request pays for compilation. Zero: none. */
    @WithDefault("1s")
    Duration warmUp();

    /** How long a stopping worker lets its generations go on before it hands them back. */
    @WithDefault("10s")
    Duration drain();

    /** Pause between two announcements in gemstream.models. Others take a dead worker's topics over after three. */
    @WithDefault("1s")
    Duration heartbeat();
}
