package io.gemstream.gemma.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The two short forms of numbers in a KV cache. */
class CachedNumbersTest {

    /** Every half there is, but infinities and NaN, comes back as it went. */
    @Test
    void halvesAreExactlyTheirFloats() {
        short[] halves = new short[1 << 16];
        int count = 0;
        for (int i = 0; i < 1 << 16; i++) {
            if ((i & 0x7C00) != 0x7C00) {
                halves[count++] = (short) i;
            }
        }
        float[] floats = new float[count];
        HalfFloats.decode(halves, 0, count, floats);
        for (int i = 0; i < count; i++) {
            assertThat(floats[i]).isEqualTo(Float.float16ToFloat(halves[i]));
        }
        short[] back = new short[count];
        HalfFloats.encode(floats, 0, count, back, 0);
        assertThat(back).isEqualTo(Arrays.copyOf(halves, count));
    }

    @Test
    void halvesRoundToNearestAndStayFinite() {
        float[] x = {9, 1 + 0x1p-11f, 1 + 3 * 0x1p-11f, 65519, 65520, 1e30f, -1e30f};
        short[] halves = new short[7];
        HalfFloats.encode(x, 1, 6, halves, 1);
        float[] back = new float[6];
        HalfFloats.decode(halves, 1, 6, back);
        assertThat(halves[0]).isZero();
        assertThat(back).containsExactly(1, 1 + 0x1p-9f, 65504, 65504, 65504, -65504);
    }

    @Test
    void bytesAreWithinHalfAStep() {
        Random random = new Random(1);
        for (int n : new int[] {1, 31, 32, 33, 64, 256, 300}) {
            float[] x = new float[n + 1];
            for (int i = 0; i <= n; i++) {
                x[i] = (float) random.nextGaussian() * (1 + i / 32);
            }
            byte[] bytes = new byte[n + 2];
            float[] scales = new float[ScaledBytes.scales(n) + 1];
            ScaledBytes.encode(x, 1, n, bytes, 2, scales, 1);
            float[] back = new float[n + 3];
            ScaledBytes.decode(bytes, 2, scales, 1, n, back, 3);
            for (int i = 0; i < n; i++) {
                float step = scales[1 + i / 32];
                assertThat((double) back[3 + i]).as("n %s, %s", n, i).isCloseTo(x[1 + i], within(0.5001 * step));
            }
        }
    }

    @Test
    void bytesOfNothingAreNothing() {
        byte[] bytes = {1, 1, 1};
        float[] scales = {1};
        ScaledBytes.encode(new float[3], 0, 3, bytes, 0, scales, 0);
        assertThat(bytes).containsOnly(0);
        assertThat(scales).containsOnly(0);
    }
}
