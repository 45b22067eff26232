package io.gemstream.gemma.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.oracle.SafetensorsWriter;
import io.gemstream.testing.oracle.HfModels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 1 + w is a sum of 32-bit floats: in 16 bits, small weights would vanish in it. */
class StoredNormTest {

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({"F32, 3b000000", "F16, 1800", "BF16, 3b00"})
    void isAddedInFullPrecision(String type, String bits) {
        byte[] weight = littleEndian(Integer.parseInt(bits, 16), bits.length() / 2); // 2^-9
        ByteBuffer norm = ByteBuffer.allocate(64 * weight.length);
        while (norm.hasRemaining()) {
            norm.put(weight);
        }
        Path folder = HfModels.copy("gemma1-tiny", temporary.resolve(type));
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.read(file).add("model.norm.weight", type, List.of(64L), norm.array()).write(file);
        try (GemmaModel model = GemmaModel.load(folder)) {
            assertThat(model.weights().outputNorm()).hasSize(64).containsOnly(1 + 1 / 512f);
        }
    }

    private static byte[] littleEndian(int bits, int bytes) {
        byte[] all = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bits).array();
        return Arrays.copyOf(all, bytes);
    }
}
