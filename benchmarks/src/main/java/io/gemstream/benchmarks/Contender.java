package io.gemstream.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** One of two ways to have the same work done. */
interface Contender {

    /** The name in the report. */
    String name();

    /** Has one generation done, and waits for its end. Called by many at a time. */
    void generate();

    /**
     * Does the work, and returns when it is done.
     *
     * @param streams generations at a time; the next starts when one ends
     * @param generations in all
     * @return seconds
     */
    default double run(int streams, int generations) {
        long start = System.nanoTime();
        try (ExecutorService clients = Executors.newFixedThreadPool(streams, Thread.ofVirtual().factory())) {
            Stream.generate(() -> CompletableFuture.runAsync(this::generate, clients)).limit(generations).toList()
                    .forEach(CompletableFuture::join);
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
