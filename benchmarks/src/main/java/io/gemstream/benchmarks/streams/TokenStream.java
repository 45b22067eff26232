package io.gemstream.benchmarks.streams;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A stream of tokens as its client sees it. Thread-safe. */
interface TokenStream {

    /** How long streams may take for what they are waited for. */
    Duration LIMIT = Duration.ofMinutes(5);

    ReceivedTokens received();

    /** The fault that ended the stream before its time. */
    Optional<Throwable> failure();

    /**
     * Waits until something is true of all streams.
     *
     * @throws IllegalStateException where one of them fails before
     */
    static <S extends TokenStream> void await(String what, List<S> all, Predicate<S> done) throws InterruptedException {
        long startNs = System.nanoTime();
        while (!all.stream().allMatch(done)) {
            requireNoFailure(all);
            if (System.nanoTime() - startNs > LIMIT.toNanos()) {
                throw new IllegalStateException(all.stream().filter(done).count() + " of " + all.size() + " streams " + what
                        + " in " + LIMIT);
            }
            Thread.sleep(20);
        }
    }

    /**
     * Checks that no stream has failed.
     *
     * @param ended those that must have all of their tokens
     * @throws IllegalStateException where it is not so
     */
    static void check(List<? extends TokenStream> all, List<? extends TokenStream> ended, int tokens) {
        requireNoFailure(all);
        if (!ended.stream().allMatch(stream -> stream.received().count() == tokens)) {
            throw new IllegalStateException("streams ended without all of their tokens");
        }
    }

    private static void requireNoFailure(List<? extends TokenStream> all) {
        all.stream().flatMap(stream -> stream.failure().stream()).findFirst().ifPresent(failure -> {
            throw new IllegalStateException(all.stream().filter(stream -> stream.failure().isPresent()).count()
                    + " streams failed, one of them thus", failure);
        });
    }
}
