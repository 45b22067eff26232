package io.gemstream.gemma.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.testing.oracle.Golden;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Against gguf.quants.quantize, which ggml's authors keep equal to their reference quantisers. */
class RowEncoderTest {

    @ParameterizedTest
    @EnumSource(value = GgmlType.class, names = {"F16", "BF16", "Q8_0", "Q4_0"})
    void bitsOfTheReference(GgmlType type) {
        Golden golden = Golden.read("encoder-golden.safetensors");
        float[][] rows = golden.rows("input");
        ByteBuffer out = buffer(golden.bytes(type.name()).length);
        for (float[] row : rows) {
            assertThat(RowEncoder.encode(type, row, row.length, out)).isEqualTo(-1);
        }
        assertThat(out.remaining()).isZero();
        assertThat(out.array()).isEqualTo(golden.bytes(type.name()));
    }

    @ParameterizedTest
    @CsvSource({
        "F32, NaN, 37", "F32, Infinity, 37", "F16, NaN, 37", "F16, 65520, 37", "F16, -1e6, 37",
        "BF16, NaN, 37", "BF16, 3.4e38, 37", "BF16, -Infinity, 37", "Q8_0, NaN, 37", "Q8_0, 1e7, 37",
        "Q8_0, Infinity, 37", "Q4_0, NaN, 37", "Q4_0, 1e6, 37", "Q4_0, -Infinity, 37", "Q8_0, 65504, -1",
        "F16, 65519, -1", "BF16, 3.38e38, -1", "Q4_0, 5e5, -1"
    })
    void tellsWhichElementDoesNotFit(GgmlType type, float value, int unfit) {
        float[] row = new float[64];
        Arrays.fill(row, 1);
        row[37] = value;
        assertThat(RowEncoder.encode(type, row, row.length, buffer(256))).isEqualTo(unfit);
    }

    @ParameterizedTest
    @EnumSource(value = GgmlType.class, names = {"Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"})
    void typesItDoesNotWrite(GgmlType type) {
        assertThatThrownBy(() -> RowEncoder.encode(type, new float[256], 256, buffer(1024)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(type.name());
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
