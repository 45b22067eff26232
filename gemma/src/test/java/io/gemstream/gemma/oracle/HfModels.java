package io.gemstream.gemma.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The tiny models as Hugging Face lays them out, and variants of them made on the spot. */
public final class HfModels {

    private static final Path FOLDER = Golden.path("hf");

    private HfModels() {}

    /** A directory among the resources: gemma1-tiny, gemma2-tiny-sharded, gemma2-tiny-bf16, gemma3-tiny. */
    public static Path path(String name) {
        return FOLDER.resolve(name);
    }

    /** Copies a directory, so that a test can change it. */
    public static Path copy(String name, Path target) {
        try (Stream<Path> files = Files.list(path(name))) {
            Files.createDirectories(target);
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sharded Gemma 2 as one file. */
    public static Path joinedGemma2(Path target) {
        SafetensorsWriter whole = new SafetensorsWriter();
        try (Stream<Path> files = Files.list(path("gemma2-tiny-sharded"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".safetensors")).sorted().toList()) {
                whole.addAll(file);
            }
            Files.createDirectories(target);
            Files.copy(path("gemma2-tiny-sharded").resolve("config.json"), target.resolve("config.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        whole.write(target.resolve("model.safetensors"));
        return target;
    }

    /** An F32 model with its weights rounded to BF16, ties to even, as PyTorch rounds. */
    public static Path inBf16(String name, Path target) {
        copy(name, target);
        Path file = target.resolve("model.safetensors");
        SafetensorsWriter.read(file).mapped("BF16", HfModels::bf16).write(file);
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
