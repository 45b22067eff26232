package io.gemstream.gemma.kernel.machine;

import static io.gemstream.gemma.kernel.RandomRows.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.kernel.RowDecoder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bits of what the code decodes, and of products in one pass, against decoding in Java, which golden values check. */
class StoredKernelsTest {

    private static final Set<GgmlType> TYPES = EnumSet.of(
            GgmlType.F32, GgmlType.F16, GgmlType.BF16, GgmlType.Q8_0, GgmlType.Q4_0, GgmlType.Q5_0, GgmlType.Q4_K,
            GgmlType.Q6_K);
    private static final int TILES = 3;
    private static final int ROWS = TILES * DotKernels.TILE;
    /** Columns of which three tiles are more than are multiplied in one call. */
    private static final int IN_TWO_CALLS = 24_576;
    /** Results on both sides that nobody may write. */
    private static final int GUARDED = 2;

    @ParameterizedTest
    @EnumSource
    void decodesAndMultipliesWithTheBitsOfJava(InstructionSet set) {
        assumeKernels(set);
        try (StoredKernels kernels = StoredKernels.create(set)) {
            for (GgmlType type : GgmlType.values()) {
                int block = StoredKernels.block(type);
                assertThat(kernels.of(type, block).isPresent()).as("%s", type).isEqualTo(TYPES.contains(type));
                assertThat(kernels.of(type, block + block / 2)).isEmpty();
                assertThat(kernels.of(type, 0)).isEmpty();
            }
            for (GgmlType type : TYPES) {
                int block = StoredKernels.block(type);
                for (int blocks = 1; blocks < 9; blocks++) {
                    check(kernels.of(type, blocks * block).orElseThrow(), blocks % 7);
                }
                check(kernels.of(type, IN_TWO_CALLS).orElseThrow(), 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsOutOfBounds(InstructionSet set) {
        assumeKernels(set);
        try (StoredKernels kernels = StoredKernels.create(set); Arena arena = Arena.ofConfined()) {
            StoredKernel kernel = kernels.of(GgmlType.Q8_0, 64).orElseThrow();
            MemorySegment rows = arena.allocate(4 * 68 + 1);
            kernel.multiply(rows, 1, 1, new float[64], new float[5], 1);
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> kernel.multiply(rows, 2, 1, new float[64], new float[5], 1));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> kernel.multiply(rows, 1, 1, new float[63], new float[5], 1));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> kernel.multiply(rows, 1, 1, new float[64], new float[5], 2));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> kernel.multiply(rows, 1, 0, new float[64], new float[5], 1));
            kernel.decode(rows, 1, 4, new float[256]);
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> kernel.decode(rows, 2, 4, new float[256]));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> kernel.decode(rows, 1, 4, new float[255]));
            assertThatIllegalArgumentException().isThrownBy(() -> kernel.decode(rows, 1, 0, new float[256]));
        }
    }

    /** Random bytes as weights, so scales too are of all kinds. */
    private static void check(StoredKernel kernel, int misalignment) {
        GgmlType type = kernel.type();
        int columns = kernel.columns();
        byte[] stored = new byte[Math.toIntExact(ROWS * type.rowBytes(columns))];
        new Random(columns).nextBytes(stored);
        float[] x = random(columns, columns, 1);
        float[] expected = new float[GUARDED + ROWS + GUARDED];
        float[] actual = expected.clone();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(misalignment + stored.length, 64);
            MemorySegment.copy(stored, 0, data, ValueLayout.JAVA_BYTE, misalignment, stored.length);
            float[] w = new float[ROWS * columns];
            float[] decoded = new float[w.length + GUARDED];
            RowDecoder.decode(type, data, misalignment, w.length, w, 0);
            for (int row = 0; row < ROWS; row++) {
                DotKernels.oneByOne(
                        w, row * columns, x, 0, columns, new float[DotKernels.SCRATCH], expected, GUARDED + row);
            }
            kernel.multiply(data, misalignment, TILES, x, actual, GUARDED);
            kernel.decode(data, misalignment, ROWS, decoded);
            assertThat(bits(decoded)).as("%s of %s", type, columns).isEqualTo(bits(Arrays.copyOf(w, decoded.length)));
        }
        // What is no number is none in both: its payload depends on the instruction that made it.
        assertThat(bits(actual)).as("%s of %s", type, columns).isEqualTo(bits(expected));
    }

    private static int[] bits(float[] numbers) {
        int[] bits = new int[numbers.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(numbers[i]);
        }
        return bits;
    }

    private static void assumeKernels(InstructionSet set) {
        InstructionSets.assumePresent(set);
        Assumptions.assumeTrue(set.hasRowFunctions(), () -> "there is no such code for " + set);
    }
}
