package io.gemstream.gemma.engine;

import io.gemstream.gemma.cache.BlockGroup;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Holds the first step until all requests have come, so that how fast they are submitted decides nothing. */
final class HeldBackend implements Backend {

    private final Backend backend;
    private final CountDownLatch released = new CountDownLatch(1);

    HeldBackend(Backend backend) {
        this.backend = backend;
    }

    /** Lets the first step, and all others, be computed. */
    void release() {
        released.countDown();
    }

    @Override
    public void run(StepPlan plan, float[][] logits) {
        Latches.await(released);
        backend.run(plan, logits);
    }

    @Override
    public String device() {
        return backend.device();
    }

    @Override
    public String numericProfile() {
        return backend.numericProfile();
    }

    @Override
    public int vocabularySize() {
        return backend.vocabularySize();
    }

    @Override
    public int blockTokens() {
        return backend.blockTokens();
    }

    @Override
    public int blocks() {
        return backend.blocks();
    }

    @Override
    public List<BlockGroup> groups() {
        return backend.groups();
    }

    @Override
    public void close() {
        backend.close();
    }
}
