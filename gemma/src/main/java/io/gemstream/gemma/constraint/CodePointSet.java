package io.gemstream.gemma.constraint;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A set of Unicode scalar values. Surrogates are never members: UTF-8 has no bytes for them.
 */
final class CodePointSet {

    static final int MAX = Character.MAX_CODE_POINT;
    static final CodePointSet NONE = new CodePointSet(new int[0]);
    static final CodePointSet ANY =
            new CodePointSet(new int[] {0, Character.MIN_SURROGATE - 1, Character.MAX_SURROGATE + 1, MAX});

    private final int[] bounds; // first and last of each range, ascending, no two ranges touch

    private CodePointSet(int[] bounds) {
        this.bounds = bounds;
    }

    /** @param pairs first and last of each range, in any order */
    static CodePointSet of(int... pairs) {
        return new CodePointSet(merge(pairs, pairs.length)).intersect(ANY);
    }

    /** All code points of which something holds. */
    static CodePointSet where(IntPredicate holds) {
        IntStream.Builder pairs = IntStream.builder();
        for (int c = 0; c <= MAX; c++) {
            if (holds.test(c)) {
                int first = c;
                while (c < MAX && holds.test(c + 1)) {
                    c++;
                }
                pairs.add(first).add(c);
            }
        }
        return of(pairs.build().toArray());
    }

    /** The code points of a text. */
    static CodePointSet ofText(String text) {
        return of(text.codePoints().flatMap(c -> IntStream.of(c, c)).toArray());
    }

    int ranges() {
        return bounds.length / 2;
    }

    int first(int range) {
        return bounds[2 * range];
    }

    int last(int range) {
        return bounds[2 * range + 1];
    }

    boolean isEmpty() {
        return bounds.length == 0;
    }

    int size() {
        int size = 0;
        for (int i = 0; i < ranges(); i++) {
            size += last(i) - first(i) + 1;
        }
        return size;
    }

    boolean contains(int codePoint) {
        for (int i = 0; i < ranges() && first(i) <= codePoint; i++) {
            if (codePoint <= last(i)) {
                return true;
            }
        }
        return false;
    }

    CodePointSet union(CodePointSet other) {
        int[] pairs = Arrays.copyOf(bounds, bounds.length + other.bounds.length);
        System.arraycopy(other.bounds, 0, pairs, bounds.length, other.bounds.length);
        return new CodePointSet(merge(pairs, pairs.length));
    }

    CodePointSet intersect(CodePointSet other) {
        int[] pairs = new int[2 * (ranges() + other.ranges())];
        int n = 0;
        for (int i = 0, j = 0; i < ranges() && j < other.ranges(); ) {
            int low = Math.max(first(i), other.first(j));
            int high = Math.min(last(i), other.last(j));
            if (low <= high) {
                pairs[n++] = low;
                pairs[n++] = high;
            }
            if (last(i) < other.last(j)) {
                i++;
            } else {
                j++;
            }
        }
        return new CodePointSet(Arrays.copyOf(pairs, n));
    }

    CodePointSet complement() {
        int[] pairs = new int[bounds.length + 2];
        int n = 0;
        int next = 0;
        for (int i = 0; i < ranges(); i++) {
            if (next < first(i)) {
                pairs[n++] = next;
                pairs[n++] = first(i) - 1;
            }
            next = last(i) + 1;
        }
        if (next <= MAX) {
            pairs[n++] = next;
            pairs[n++] = MAX;
        }
        return new CodePointSet(Arrays.copyOf(pairs, n)).intersect(ANY);
    }

    CodePointSet minus(CodePointSet other) {
        return intersect(other.complement());
    }

    /** With the upper and lower case of every member. */
    CodePointSet ignoringCase() {
        CodePointSet cased = intersect(Cased.LETTERS);
        IntStream.Builder pairs = IntStream.builder();
        for (int i = 0; i < cased.ranges(); i++) {
            for (int c = cased.first(i); c <= cased.last(i); c++) {
                int upper = Character.toUpperCase(c);
                int lower = Character.toLowerCase(upper);
                pairs.add(upper).add(upper).add(lower).add(lower);
            }
        }
        return union(of(pairs.build().toArray()));
    }

    /** Holds the letters that have a case; made when first needed, which takes some milliseconds. */
    private static final class Cased {
        static final CodePointSet LETTERS = where(c -> Character.toUpperCase(c) != c || Character.toLowerCase(c) != c);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodePointSet set && Arrays.equals(bounds, set.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < ranges(); i++) {
            text.append(String.format(Locale.ROOT, "%x-%x ", first(i), last(i)));
        }
        return text.append(']').toString();
    }

    private static int[] merge(int[] pairs, int length) {
        long[] sorted = new long[length / 2];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = (long) pairs[2 * i] << 32 | pairs[2 * i + 1];
        }
        Arrays.sort(sorted);
        int[] merged = new int[length];
        int n = 0;
        for (long range : sorted) {
            int low = (int) (range >> 32);
            int high = (int) range;
            if (n > 0 && low <= merged[n - 1] + 1) {
                merged[n - 1] = Math.max(merged[n - 1], high);
            } else {
                merged[n++] = low;
                merged[n++] = high;
            }
        }
        return Arrays.copyOf(merged, n);
    }
}
