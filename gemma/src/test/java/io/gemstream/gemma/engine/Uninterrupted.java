package io.gemstream.gemma.engine;

import java.util.concurrent.CountDownLatch;

/** Waiting where nothing may be thrown. */
final class Uninterrupted {

    private Uninterrupted() {}

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
