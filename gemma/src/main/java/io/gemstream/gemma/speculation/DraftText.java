package io.gemstream.gemma.speculation;

import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.ProposerInput;
import io.gemstream.gemma.engine.StepSlice;
import java.util.Arrays;

/**
 * A text and its drafts as the draft model sees them.
 *
 * <pre>
 *              computed            length     + drafts
 *   |-- in the draft's cache --|-- pending --|-- g1 g2 g3 --|
 * </pre>
 */
final class DraftText {

    private BlockTable blocks;
    private int length;
    private int computed;
    private int[] drafts = new int[0]; // [>= drafted]
    private int drafted;

    DraftText(BlockTable blocks) {
        this.blocks = blocks;
    }

    BlockTable blocks() {
        return blocks;
    }

    /** Goes back to where the drafts were wrong and on to the text's new end. False where blocks are lacking. */
    boolean follow(ProposerInput input, DraftBlocks free) {
        int right = 0;
        while (right < drafted && length + right < input.length() && input.tokens()[length + right] == drafts[right]) {
            right++;
        }
        computed = Math.min(computed, Math.min(length + right, input.length() - 1));
        length = input.length();
        drafts = new int[input.most()];
        drafted = 0;
        blocks = free.grow(blocks, length + input.most());
        return blocks.capacityTokens() >= length + input.most();
    }

    /** Tokens to compute before the first draft. */
    int pending() {
        return length - computed;
    }

    /** The next pending tokens, as many as the budget allows; wants logits where they are all. */
    StepSlice pending(ProposerInput input, int budget) {
        int count = Math.min(budget, pending());
        StepSlice slice = new StepSlice(blocks, input.tokens(), computed, count, computed, count == pending());
        computed += count;
        return slice;
    }

    /** The latest draft, to be computed. */
    StepSlice latest() {
        StepSlice slice = new StepSlice(blocks, drafts, drafted - 1, 1, computed, true);
        computed++;
        return slice;
    }

    void add(int draft) {
        drafts[drafted++] = draft;
    }

    int[] drafts() {
        return Arrays.copyOf(drafts, drafted);
    }
}
