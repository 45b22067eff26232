package io.gemstream.gemma.engine;

import io.gemstream.gemma.cache.BlockTable;

/**
 * One sequence's share of a step: {@code count} tokens that follow each other, starting at position {@code start}.
 * A decode row has count 1; a prefill chunk has more.
 *
 * @param blocks where the sequence's keys and values live; has room for {@code start + count} positions, and of
 *     each group the blocks that the first token sees
 * @param tokens token ids; the slice is {@code tokens[offset .. offset + count)}
 * @param offset first token of the slice in {@code tokens}
 * @param count number of tokens, at least 1
 * @param start position of the first token in the sequence
 * @param wantsLogits whether the logits after the slice's last token are wanted
 */
public record StepSlice(BlockTable blocks, int[] tokens, int offset, int count, int start, boolean wantsLogits) {

    public StepSlice {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + " (expected: >= 1)");
        }
        if (start + count > blocks.capacityTokens()) {
            throw new IllegalArgumentException("positions up to " + (start + count) + " in a table of "
                    + blocks.capacityTokens());
        }
    }
}
