package io.gemstream.gemma.oracle;

import io.gemstream.testing.oracle.HfModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Makes variants of the tiny models in the layout of Hugging Face. */
public final class HfVariants {

    private static final String SHARDED = "gemma2-tiny-sharded";

    private HfVariants() {}

    /** The sharded Gemma 2 as one file. */
    public static Path joinedGemma2(Path target) {
        SafetensorsWriter whole = new SafetensorsWriter();
        try (Stream<Path> files = Files.list(HfModels.path(SHARDED))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".safetensors")).sorted().toList()) {
                whole.addAll(file);
            }
            Files.createDirectories(target);
            Files.copy(HfModels.path(SHARDED).resolve("config.json"), target.resolve("config.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        whole.write(target.resolve("model.safetensors"));
        return target;
    }

    /** An F32 model with its weights rounded to BF16, ties to even, as PyTorch rounds. */
    public static Path inBf16(String name, Path target) {
        HfModels.copy(name, target);
        Path file = target.resolve("model.safetensors");
        SafetensorsWriter.read(file).mapped("BF16", HfVariants::bf16).write(file);
        return target;
    }

    private static byte[] bf16(byte[] floats) {
        ByteBuffer in = ByteBuffer.wrap(floats).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer out = ByteBuffer.allocate(floats.length / 2).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int bits = in.getInt();
            out.putShort((short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16));
        }
        return out.array();
    }
}
