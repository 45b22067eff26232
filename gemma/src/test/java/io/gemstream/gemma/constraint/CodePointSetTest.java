package io.gemstream.gemma.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Sets against bit sets, and their UTF-8 ranges against the JDK's encoder, over all of Unicode. */
class CodePointSetTest {

    private static final int[] EDGES = {
        0, 0x7f, 0x80, 0x7ff, 0x800, 0xfff, 0x1000, 0xcfff, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x3ffff, 0x40000, 0xfffff,
        0x100000, 0x10ffff
    };

    @RepeatedTest(20)
    void operationsAreThoseOfSets(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        CodePointSet a = randomSet(random);
        CodePointSet b = randomSet(random);
        BitSet x = members(a);
        BitSet y = members(b);
        BitSet union = (BitSet) x.clone();
        union.or(y);
        BitSet both = (BitSet) x.clone();
        both.and(y);
        BitSet minus = (BitSet) x.clone();
        minus.andNot(y);
        BitSet others = members(CodePointSet.ANY);
        others.andNot(x);
        assertThat(members(a.union(b))).isEqualTo(union);
        assertThat(members(a.intersect(b))).isEqualTo(both);
        assertThat(members(a.minus(b))).isEqualTo(minus);
        assertThat(members(a.complement())).isEqualTo(others);
        assertThat(a.size()).isEqualTo(x.cardinality());
        assertThat(a.complement().complement()).isEqualTo(a);
    }

    @RepeatedTest(6)
    void utf8RangesMatchTheMembersAndNothingElse(RepetitionInfo repetition) {
        CodePointSet set = randomSet(new Random(100 + repetition.getCurrentRepetition()));
        List<int[]> sequences = Utf8Ranges.of(set);
        for (int c = 0; c <= CodePointSet.MAX; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
                long matches = sequences.stream().filter(s -> matches(s, bytes)).count();
                if (matches != (set.contains(c) ? 1 : 0)) {
                    throw new AssertionError(Integer.toHexString(c) + " matched by " + matches + " of " + set);
                }
            }
        }
        // As many byte strings as members: no invalid UTF-8 is matched.
        assertThat(sequences.stream().mapToLong(CodePointSetTest::strings).sum()).isEqualTo(set.size());
    }

    @Test
    void surrogatesAreNoMembers() {
        assertThat(CodePointSet.of(0xd000, 0xe000)).isEqualTo(CodePointSet.of(0xd000, 0xd7ff, 0xe000, 0xe000));
        assertThat(CodePointSet.ANY.size()).isEqualTo(0x110000 - 0x800);
        assertThat(CodePointSet.NONE.complement()).isEqualTo(CodePointSet.ANY);
    }

    private static boolean matches(int[] sequence, byte[] bytes) {
        if (sequence.length != 2 * bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            if (b < sequence[2 * i] || b > sequence[2 * i + 1]) {
                return false;
            }
        }
        return true;
    }

    private static long strings(int[] sequence) {
        long product = 1;
        for (int i = 0; i < sequence.length; i += 2) {
            product *= sequence[i + 1] - sequence[i] + 1;
        }
        return product;
    }

    private static CodePointSet randomSet(Random random) {
        int[] pairs = new int[2 * (1 + random.nextInt(5))];
        for (int i = 0; i < pairs.length; i += 2) {
            int a = point(random);
            int b = random.nextBoolean() ? Math.min(a + random.nextInt(200), CodePointSet.MAX) : point(random);
            pairs[i] = Math.min(a, b);
            pairs[i + 1] = Math.max(a, b);
        }
        return CodePointSet.of(pairs);
    }

    private static int point(Random random) {
        return random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextInt(CodePointSet.MAX + 1);
    }

    private static BitSet members(CodePointSet set) {
        BitSet members = new BitSet();
        for (int i = 0; i < set.ranges(); i++) {
            members.set(set.first(i), set.last(i) + 1);
        }
        return members;
    }
}
