package io.gemstream.gemma.engine;

import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.sampling.RowExponentials;
import java.util.List;

/** Another backend, of which a subclass changes something. Takes the ways of {@link Backend} that every backend has. */
public abstract class ForwardingBackend implements Backend {

    private final Backend to;

    protected ForwardingBackend(Backend to) {
        this.to = to;
    }

    @Override
    public void run(StepPlan plan, float[][] logits) {
        to.run(plan, logits);
    }

    @Override
    public List<BlockGroup> groups() {
        return to.groups();
    }

    @Override
    public String device() {
        return to.device();
    }

    @Override
    public String numericProfile() {
        return to.numericProfile();
    }

    @Override
    public int vocabularySize() {
        return to.vocabularySize();
    }

    @Override
    public int blockTokens() {
        return to.blockTokens();
    }

    @Override
    public int blocks() {
        return to.blocks();
    }

    @Override
    public RowExponentials rowExponentials() {
        return to.rowExponentials();
    }

    @Override
    public void close() {
        to.close();
    }
}
