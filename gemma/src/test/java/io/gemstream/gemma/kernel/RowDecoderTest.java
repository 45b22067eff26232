package io.gemstream.gemma.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.testing.oracle.Golden;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowDecoderTest {

    /** Bit for bit, or one unit in the last place where the reference multiplies and adds in another order. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "F32")
    void scalarReferenceMatchesGoldenValues(GgmlType type) {
        Golden golden = Golden.read(
                type.name().startsWith("IQ4") ? "iq4-golden.safetensors" : "quant-golden.safetensors");
        byte[] stored = golden.bytes(type + ".stored");
        float[] expected = golden.floats(type + ".values");
        float[] actual = new float[expected.length];
        try (Arena arena = Arena.ofConfined()) {
            ScalarRowDecoder.decode(type, nativeCopy(arena, stored, 0), 0, actual.length, actual, 0);
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i])
                    .as("element %s", i)
                    .isBetween(Math.nextDown(expected[i]), Math.nextUp(expected[i]));
        }
    }

    /** Random bytes as weights: every pattern of scales and elements, at any address. */
    @ParameterizedTest
    @EnumSource
    void vectorKernelHasTheBitsOfTheScalarOne(GgmlType type) {
        Random random = new Random(type.ordinal());
        for (int blocks = 1; blocks <= 2 * 16 + 1; blocks++) {
            int misalignment = blocks % 7;
            byte[] stored = new byte[blocks * type.blockBytes()];
            random.nextBytes(stored);
            int n = blocks * type.blockElements();
            float[] expected = new float[n + 3];
            float[] actual = new float[n + 3];
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment data = nativeCopy(arena, stored, misalignment);
                ScalarRowDecoder.decode(type, data, misalignment, n, expected, 2);
                RowDecoder.decode(type, data, misalignment, n, actual, 2);
            }
            for (int i = 0; i < expected.length; i++) {
                // A NaN is a NaN: its payload depends on the instruction that made it.
                assertThat(Float.floatToIntBits(actual[i]))
                        .as("%s blocks, element %s", blocks, i)
                        .isEqualTo(Float.floatToIntBits(expected[i]));
            }
        }
    }

    private static MemorySegment nativeCopy(Arena arena, byte[] bytes, int misalignment) {
        MemorySegment data = arena.allocate(misalignment + bytes.length, 64);
        MemorySegment.copy(bytes, 0, data, ValueLayout.JAVA_BYTE, misalignment, bytes.length);
        return data;
    }
}
