package io.gemstream.gemma.format;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Writes a GGUF file again, with less or more in it, for tests. */
public final class GgufCopy {

    private GgufCopy() {}

    /** Everything in a file but what the caller leaves out. */
    public static GgufBytes of(Path source, Predicate<String> keys, Predicate<String> tensors) {
        GgufBytes copy = new GgufBytes();
        try (GgufFile file = GgufFile.open(source); Arena arena = Arena.ofConfined()) {
            GgufPart.open(source, arena).header().metadata().forEach((key, value) -> {
                if (keys.test(key)) {
                    copy(copy, file.metadata(), key, value);
                }
            });
            file.tensors().values().stream().filter(tensor -> tensors.test(tensor.name())).forEach(tensor -> copy.tensor(
                    tensor.name(), tensor.type(), file.bytes(tensor).toArray(ValueLayout.JAVA_BYTE),
                    tensor.shape().stream().mapToLong(size -> size).toArray()));
        }
        return copy;
    }

    private static void copy(GgufBytes copy, GgufMetadata metadata, String key, GgufValue value) {
        switch (value.describe()) {
            case "STRING" -> copy.text(key, metadata.text(key).orElseThrow());
            case "BOOL" -> copy.bool(key, metadata.bool(key).orElseThrow());
            case "FLOAT32" -> copy.real(key, (float) metadata.real(key).orElseThrow());
            case "UINT32", "INT32" -> copy.uint(key, (int) metadata.integer(key).orElseThrow());
            case "ARRAY of STRING" -> copy.texts(key, metadata.texts(key).orElseThrow());
            case "ARRAY of FLOAT32" -> copy.reals(key, metadata.reals(key).orElseThrow());
            case "ARRAY of INT32" -> copy.ints(key, metadata.integers(key).orElseThrow());
            case "ARRAY of BOOL" -> copy.bools(key, metadata.bools(key).orElseThrow());
            case String other -> throw new IllegalArgumentException(key + ": " + other);
        }
    }
}
