package io.gemstream.gemma.kernel.machine;

/**
 * The parameters of attention that kernels are written for.
 *
 * @param row how keys and values are stored
 * @param headDim numbers of a head
 * @param group query heads that share a key head
 */
public record AttentionShape(CachedRow row, int headDim, int group) {

    /** Positions that scores are kept of. */
    public static final int SPAN = 512;
    /** Bytes from the scores of one head to those of the next: room for what the last store spills. */
    public static final int SCORE_STRIDE = Float.BYTES * (SPAN + 16);

    /** Whether kernels can be written for heads of this size: whole vectors, and whole blocks that share a scale. */
    public static boolean fits(int headDim) {
        return headDim % 32 == 0;
    }

    /** Bytes of a row. */
    public int rowBytes() {
        return row.bytes(headDim);
    }
}
