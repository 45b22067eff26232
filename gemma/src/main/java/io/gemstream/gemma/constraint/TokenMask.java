package io.gemstream.gemma.constraint;

import java.util.Arrays;

/** A set of token ids, kept as a list while small: most states of a grammar allow a handful of tokens. */
final class TokenMask {

    private final long[] bits; // empty if sparse
    private final int[] ids; // empty if dense
    private final boolean empty;

    private TokenMask(long[] bits, int[] ids, boolean empty) {
        this.bits = bits;
        this.ids = ids;
        this.empty = empty;
    }

    /** @param bits copied or kept; not to be written afterwards */
    static TokenMask of(long[] bits) {
        int count = 0;
        for (long word : bits) {
            count += Long.bitCount(word);
        }
        if (count >= 2 * bits.length) {
            return new TokenMask(bits, new int[0], false);
        }
        int[] ids = new int[count];
        int n = 0;
        for (int w = 0; w < bits.length; w++) {
            for (long rest = bits[w]; rest != 0; rest &= rest - 1) {
                ids[n++] = w * Long.SIZE + Long.numberOfTrailingZeros(rest);
            }
        }
        return new TokenMask(new long[0], ids, count == 0);
    }

    boolean isEmpty() {
        return empty;
    }

    /** Overwrites {@code target}. */
    void copyTo(long[] target) {
        if (bits.length > 0) {
            System.arraycopy(bits, 0, target, 0, bits.length);
            Arrays.fill(target, bits.length, target.length, 0);
            return;
        }
        Arrays.fill(target, 0);
        for (int id : ids) {
            target[id >> 6] |= 1L << id;
        }
    }

    /** Memory held, bytes. */
    int bytes() {
        return Long.BYTES * bits.length + Integer.BYTES * ids.length;
    }
}
