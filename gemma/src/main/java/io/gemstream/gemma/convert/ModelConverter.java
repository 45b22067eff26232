package io.gemstream.gemma.convert;

import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.SafetensorsModel;
import io.gemstream.gemma.format.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Writes a safetensors model as one GGUF file, which llama.cpp and Ollama read as well. */
public final class ModelConverter {

    private ModelConverter() {}

    /**
     * Converts a model. The target appears when it is complete and replaces a file of that name; until then, and if
     * anything fails, there is none. Needs one tensor row of heap and the target's size on disk; single-threaded.
     *
     * @param source a directory with a safetensors model and its tokenizer, or a safetensors file in one
     * @param target the GGUF file
     * @param type how matrices are stored
     * @param progress hears of every piece written
     * @throws ModelFileException if the source is damaged, incomplete, no Gemma model, or holds a number that does not
     *     fit the type
     * @throws ModelWriteException if the target cannot be written, for lack of space or else
     */
    public static void convert(Path source, Path target, StoredType type, ProgressListener progress) {
        try (ModelFile file = ModelFile.open(source)) {
            switch (file) {
                case GgufFile gguf -> throw new ModelFileException(
                        gguf.path(), "a GGUF file already", ModelFileException.NO_OFFSET,
                        "give a directory with a safetensors model");
                case SafetensorsModel model -> write(model, target, ConversionPlan.of(model, type), progress);
            }
        }
    }

    private static void write(SafetensorsModel model, Path target, ConversionPlan plan, ProgressListener progress) {
        Path part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
        byte[] header = plan.outline().header();
        long bytes = header.length + plan.outline().dataBytes();
        try {
            try {
                requireSpace(target, bytes);
                try (FileChannel out = FileChannel.open(
                        part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    writeAll(out, header, model, plan, progress);
                    out.force(true);
                }
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw ModelWriteException.failed(target, e, isDiskFull(e));
        }
    }

    private static void writeAll(
            FileChannel out, byte[] header, SafetensorsModel model, ConversionPlan plan, ProgressListener progress)
            throws IOException {
        ByteBuffer first = ByteBuffer.wrap(header);
        while (first.hasRemaining()) {
            out.write(first);
        }
        long total = plan.outline().dataBytes();
        TensorPump pump = new TensorPump(model, out, progress, total);
        List<TensorInfo> layout = plan.outline().tensors();
        for (int i = 0; i < layout.size(); i++) {
            pump.write(plan.tensors().get(i), i + 1 < layout.size() ? layout.get(i + 1).offset() : total);
        }
    }

    private static void requireSpace(Path target, long needed) throws IOException {
        long free = Files.getFileStore(target.toAbsolutePath().getParent()).getUsableSpace();
        if (free < needed) {
            throw ModelWriteException.noSpace(target, needed, free);
        }
    }

    /** The JDK has no type for it; the text is the operating system's, Linux and macOS or Windows. */
    static boolean isDiskFull(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("not enough space")
                || message.contains("quota exceeded");
    }
}
