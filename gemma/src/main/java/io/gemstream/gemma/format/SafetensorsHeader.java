package io.gemstream.gemma.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Header of a safetensors file: a 64-bit length and that many bytes of JSON. As in the reference reader, the tensors
 * have to cover the rest of the file without gap or overlap
 * (<a href="https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs">tensor.rs</a>).
 *
 * @param tensors those whose type can be weights
 * @param others types of the tensors that cannot
 */
record SafetensorsHeader(Map<String, TensorInfo> tensors, Map<String, SafetensorsType> others) {

    private static final int LENGTH_BYTES = 8;
    private static final int MAX_HEADER_BYTES = 100_000_000; // the reference's limit
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** One tensor's entry; the offsets count from the end of the header. */
    private record Entry(String name, SafetensorsType type, List<Long> shape, long begin, long end) {}

    static SafetensorsHeader read(Path file, MemorySegment bytes) {
        long size = bytes.byteSize();
        if (size < LENGTH_BYTES) {
            throw damaged(file, "the file ends within the length of the header", 0);
        }
        long length = bytes.get(LONG, 0);
        if (length < 2 || length > MAX_HEADER_BYTES || length > size - LENGTH_BYTES) {
            throw damaged(file, "a header of " + Long.toUnsignedString(length) + " bytes in a file of " + size, 0);
        }
        byte[] json = bytes.asSlice(LENGTH_BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        JsonMetadata header = JsonMetadata.of(file, JsonReader.object(file, json, LENGTH_BYTES));
        long dataStart = LENGTH_BYTES + length;
        List<Entry> entries = new ArrayList<>();
        for (String name : header.keys()) {
            if (!name.equals("__metadata__")) {
                entries.add(entry(file, name, header.object(name).orElseThrow(() -> header.missing(name))));
            }
        }
        requireSeamless(file, entries, size - dataStart);
        return split(entries, dataStart);
    }

    private static Entry entry(Path file, String name, JsonMetadata json) {
        String typeName = json.text("dtype").orElseThrow(() -> json.missing("dtype"));
        SafetensorsType type = SafetensorsType.ofName(typeName)
                .orElseThrow(() -> json.invalid("dtype", typeName + " (expected: one of "
                        + List.of(SafetensorsType.values()) + ")"));
        List<Long> shape = json.integers("shape").orElseThrow(() -> json.missing("shape"));
        List<Long> offsets = json.integers("data_offsets").orElseThrow(() -> json.missing("data_offsets"));
        if (offsets.size() != 2 || offsets.get(0) < 0 || offsets.get(1) < offsets.get(0)) {
            throw json.invalid("data_offsets", offsets + " (expected: begin and end)");
        }
        long bytes = type.bytes();
        for (long dimension : shape) {
            if (dimension < 0 || Math.multiplyHigh(bytes, dimension) != 0 || bytes * dimension < 0) {
                throw json.invalid("shape", shape.toString());
            }
            bytes *= dimension;
        }
        if (bytes != offsets.get(1) - offsets.get(0)) {
            throw json.invalid("data_offsets", offsets + " (expected: " + bytes + " bytes for " + shape + " in " + type
                    + ")");
        }
        return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
    }

    private static void requireSeamless(Path file, List<Entry> entries, long dataBytes) {
        long covered = 0;
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        for (Entry entry : entries) {
            if (entry.end() > dataBytes) {
                throw damaged(file, "tensor " + entry.name() + ": bytes " + entry.begin() + " to " + entry.end()
                        + " of " + dataBytes + " bytes of data", ModelFileException.NO_OFFSET);
            }
            if (entry.begin() != covered) {
                throw damaged(file, "tensor " + entry.name() + ": begins at data byte " + entry.begin()
                        + " (expected: " + covered + ", the end of the one before)", ModelFileException.NO_OFFSET);
            }
            covered = entry.end();
        }
        if (covered != dataBytes) {
            throw damaged(file, dataBytes + " bytes of data (expected: " + covered + ")",
                    ModelFileException.NO_OFFSET);
        }
    }

    private static SafetensorsHeader split(List<Entry> entries, long dataStart) {
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        Map<String, SafetensorsType> others = new LinkedHashMap<>();
        for (Entry entry : entries) {
            entry.type().weights().ifPresentOrElse(
                    type -> {
                        List<Long> shape = new ArrayList<>(entry.shape());
                        Collections.reverse(shape); // TensorInfo names the contiguous dimension first
                        tensors.put(entry.name(), new TensorInfo(
                                entry.name(), type, shape, dataStart + entry.begin(), entry.end() - entry.begin()));
                    },
                    () -> others.put(entry.name(), entry.type()));
        }
        return new SafetensorsHeader(tensors, others);
    }

    private static ModelFileException damaged(Path file, String what, long at) {
        return new ModelFileException(file, what, at, GgufCursor.DAMAGED);
    }
}
