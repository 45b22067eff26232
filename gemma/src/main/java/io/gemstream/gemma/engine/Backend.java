package io.gemstream.gemma.engine;

import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.sampling.RowExponentials;
import java.util.List;

/**
 * Runs the transformer on a device, a whole step at a time. Owns the weights' device form and the storage of the KV
 * cache; block numbers come from the scheduler.
 *
 * <p>One thread at a time may call {@link #run}. Numbers of a slice must not depend on what else is in the plan
 * (batch invariance), and must be the same whatever chunks a prompt is cut into.
 */
public interface Backend extends AutoCloseable {

    /** The device in the words of operators, for example {@code cpu} or {@code gpu:0}. */
    String device();

    /** Name of the numeric profile, for example {@code exact}. */
    String numericProfile();

    /**
     * Further facts that the last bits of the numbers depend on, in words that are the same wherever they are, for
     * example the platform and version of a compiler; empty where nothing does.
     */
    default String numericDetail() {
        return "";
    }

    /** Size of a row of logits. */
    int vocabularySize();

    /** Positions per KV block. */
    int blockTokens();

    /** KV blocks this backend has storage for, of all groups together. */
    int blocks();

    /** The groups of layers that have KV blocks of their own, at least one, in the order of a block table. */
    List<BlockGroup> groups();

    /** Positions that the blocks hold as long as no window has passed any. */
    default int kvCacheTokens() {
        return blocks() / groups().size() * blockTokens();
    }

    /** Passes over rows of logits for whoever chooses tokens; usable until the backend is closed. */
    default RowExponentials rowExponentials() {
        return RowExponentials.ofJava();
    }

    /**
     * Computes a step and writes keys and values of its tokens to the cache.
     *
     * @param plan what to compute, at least one slice
     * @param logits one row per slice, {@code [slices][vocabularySize]}; the row of a slice that wants logits is
     *     overwritten with the capped logits after its last token, the other rows are left alone and may be empty
     */
    void run(StepPlan plan, float[][] logits);

    @Override
    void close();
}
