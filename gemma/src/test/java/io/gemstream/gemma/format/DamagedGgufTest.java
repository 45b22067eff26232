package io.gemstream.gemma.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.testing.oracle.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with a file, it is a {@link ModelFileException}: never another exception, never memory. */
class DamagedGgufTest {

    @TempDir
    private Path folder;

    @Test
    void cutAtEveryLength() {
        byte[] whole = GgufFileTest.small().bytes();
        for (int length = 0; length < whole.length; length++) {
            Path path = GgufBytes.write(folder.resolve("cut.gguf"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> GgufFile.open(path).close())
                    .as("cut to %s of %s bytes", length, whole.length)
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("cut.gguf")
                    .hasMessageContaining("(");
        }
    }

    @Test
    void everyHeaderByteChanged() {
        byte[] whole = GgufFileTest.small().bytes();
        for (int at = 0; at < whole.length; at++) {
            for (int mask : new int[] {0x01, 0x08, 0x80, 0xFF}) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) mask;
                Path path = GgufBytes.write(folder.resolve("changed.gguf"), changed);
                Throwable thrown = catchThrowable(() -> GgufFile.open(path).close());
                assertOnlyModelFileException(thrown, "byte " + at + " mask " + mask);
            }
        }
    }

    @Test
    void aModelWithRandomHeaderBytesChanged() throws IOException {
        byte[] whole = Files.readAllBytes(Golden.path("gemma1-tiny-f32.gguf"));
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] changed = whole.clone();
            // The first kilobyte holds the sizes; the vocabulary after it is mostly harmless text.
            changed[random.nextInt(i % 2 == 0 ? 1024 : 24_000)] = (byte) random.nextInt(256);
            Path path = GgufBytes.write(folder.resolve("model.gguf"), changed);
            Throwable thrown = catchThrowable(() -> GemmaModel.load(path).close());
            assertOnlyModelFileException(thrown, "change " + i);
            refused += thrown == null ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(50);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4, wrong magic number",
        "4, 4, GGUF version",
        "8, 8, the tensor count",
        "16, 8, the metadata count",
        "24, 8, the key of metadata entry 0",
    })
    void namesWhatIsWrongAndWhere(int at, int width, String what) {
        byte[] changed = GgufFileTest.small().bytes();
        ByteBuffer bytes = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        if (width == 4) {
            bytes.putInt(at, 0x7FFF_FFFF);
        } else {
            bytes.putLong(at, 0x7FFF_FFFF_FFFF_FFFFL);
        }
        Path path = GgufBytes.write(folder.resolve("changed.gguf"), changed);
        assertThatThrownBy(() -> GgufFile.open(path).close())
                .isInstanceOfSatisfying(ModelFileException.class, e -> {
                    assertThat(e).hasMessageContaining(what).hasMessageContaining("changed.gguf");
                    assertThat(e.offset()).isEqualTo(at);
                });
    }

    @Test
    void tensorsThatCannotBe() {
        assertRefused(new GgufBytes().tensorEntry("w", 0, 0, 64), "do not lie in the file");
        assertRefused(new GgufBytes().tensorEntry("w", 0, -32, 1), "do not lie in the file");
        assertRefused(new GgufBytes().tensorEntry("w", 0, 0, Long.MAX_VALUE, 4), "size 4 in dimension 1");
        assertRefused(new GgufBytes().tensorEntry("w", 0, 0, 0), "size 0 in dimension 0");
        assertRefused(new GgufBytes().tensorEntry("w", 0, 0, -5), "in dimension 0");
        assertRefused(new GgufBytes().tensorEntry("w", 0, 0, 1, 1, 1, 1, 1), "5 dimensions");
        assertRefused(new GgufBytes().tensorEntry("w", 39, 0, 32), "tensor w: stored as MXFP4 (expected: F32");
        assertRefused(new GgufBytes().tensorEntry("w", 8, 0, 33), "rows of 33 elements in Q8_0");
        assertRefused(
                new GgufBytes().tensor("w", GgmlType.F32, 8).tensor("w", GgmlType.F32, 8), "tensor w appears twice");
        assertRefused(new GgufBytes().uint("a", 1).uint("a", 2), "metadata key a appears twice");
        assertRefused(new GgufBytes().uint("general.alignment", 0), "general.alignment");
    }

    private void assertRefused(GgufBytes bytes, String what) {
        Path path = bytes.write(folder.resolve("refused.gguf"));
        assertThatThrownBy(() -> GgufFile.open(path).close())
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(what);
    }

    private static void assertOnlyModelFileException(Throwable thrown, String what) {
        assertThat(thrown == null || thrown instanceof ModelFileException).as("%s: %s", what, thrown).isTrue();
    }
}
