package io.gemstream.gemma.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Locale;

/** Checks by its own structure that a fetched file without a checksum is whole. */
public final class FileStructure {

    private FileStructure() {}

    /**
     * Reads what describes the tensors of a GGUF or safetensors file and finds the file as long as that says; of a file
     * whose name ends in .json, that it is one object. Nothing is said of any other.
     *
     * @param file where it lies now
     * @param name what it is called
     * @throws ModelFileException where it is damaged, cut, or something else than its name says
     */
    public static void require(Path file, String name) {
        String ending = name.toLowerCase(Locale.ROOT).replaceFirst(".*\\.", "");
        try {
            switch (ending) {
                case "gguf" -> {
                    require(file, FileKind.of(file), FileKind.Gguf.class, "GGUF");
                    // Of a split model a part may come before the others.
                    try (Arena arena = Arena.ofConfined()) {
                        GgufPart.open(file, arena);
                    }
                }
                case "safetensors" -> {
                    require(file, FileKind.of(file), FileKind.Safetensors.class, "safetensors");
                    try (Arena arena = Arena.ofConfined()) {
                        SafetensorsFile.open(file, arena);
                    }
                }
                case "json" -> JsonReader.object(file);
                default -> {
                    // A tokenizer.model or a template: read whole when the model is.
                }
            }
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be read: " + e.getMessage(), "check path and permissions", e);
        }
    }

    private static void require(Path file, FileKind kind, Class<? extends FileKind> expected, String what) {
        if (kind instanceof FileKind.Other(ForeignFile foreign)) {
            throw foreign.refusal(file);
        }
        if (!expected.isInstance(kind)) {
            throw new ModelFileException(file, "not a " + what + " file", "see what the server sends");
        }
    }
}
