package io.gemstream.gemma.constraint;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the UTF-8 encodings of a code point set as sequences of byte ranges: a code point is in the set if and only if
 * its bytes match one sequence, range by range. The split is that of Rust's {@code utf8-ranges} and RE2.
 */
final class Utf8Ranges {

    private static final int[] LAST_OF_LENGTH = {0x7f, 0x7ff, 0xffff, CodePointSet.MAX};

    private final List<int[]> sequences = new ArrayList<>();

    private Utf8Ranges() {}

    /** Each array is low and high of the first byte, low and high of the second, and so on. */
    static List<int[]> of(CodePointSet set) {
        Utf8Ranges ranges = new Utf8Ranges();
        for (int i = 0; i < set.ranges(); i++) {
            ranges.byLength(set.first(i), set.last(i));
        }
        return ranges.sequences;
    }

    private void byLength(int first, int last) {
        int low = first;
        for (int limit : LAST_OF_LENGTH) {
            if (low <= limit && low <= last) {
                split(low, Math.min(last, limit));
                low = limit + 1;
            }
        }
    }

    /** Cuts until, in each piece, every trailing byte runs over its whole range whenever a byte before it varies. */
    private void split(int low, int high) {
        for (int bits = 6; bits <= 18; bits += 6) {
            int mask = (1 << bits) - 1;
            if (high <= 0x7f || (low & ~mask) == (high & ~mask)) {
                continue;
            }
            if ((low & mask) != 0) {
                split(low, low | mask);
                split((low | mask) + 1, high);
                return;
            }
            if ((high & mask) != mask) {
                split(low, (high & ~mask) - 1);
                split(high & ~mask, high);
                return;
            }
        }
        byte[] from = encode(low);
        byte[] to = encode(high);
        int[] sequence = new int[2 * from.length];
        for (int i = 0; i < from.length; i++) {
            sequence[2 * i] = from[i] & 0xff;
            sequence[2 * i + 1] = to[i] & 0xff;
        }
        sequences.add(sequence);
    }

    private static byte[] encode(int codePoint) {
        return Character.toString(codePoint).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
