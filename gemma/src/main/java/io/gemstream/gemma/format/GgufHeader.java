package io.gemstream.gemma.format;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Header of a GGUF file: everything before the tensor data, read and checked in one pass.
 *
 * <p>Nothing is allocated by a number from the file before that number was held against the file's size.
 *
 * @param version 2 or 3
 * @param metadata values by key, in file order
 * @param tensors tensors by name, in file order
 */
record GgufHeader(int version, Map<String, GgufValue> metadata, Map<String, TensorInfo> tensors) {

    private static final int MAGIC = 0x46554747; // "GGUF" read as a little-endian int
    private static final int DEFAULT_ALIGNMENT = 32;
    private static final int MAX_ALIGNMENT = 1 << 20;
    private static final int MAX_DIMENSIONS = 4;
    private static final int UNLIKELY_VERSION = 100;
    private static final int LEAST_PAIR_BYTES = 8 + 4 + 1; // key length, type, value
    private static final int LEAST_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8; // name length, dimensions, one size, type, offset

    static GgufHeader read(Path file, MemorySegment bytes) {
        GgufCursor cursor = new GgufCursor(file, bytes, 0);
        if (cursor.readInt("the magic number") != MAGIC) {
            throw new ModelFileException(file, "not a GGUF file: wrong magic number", 0, "give a .gguf file");
        }
        int version = readVersion(file, cursor);
        long tensorCount = cursor.readCount("the tensor count", LEAST_TENSOR_BYTES);
        long pairCount = cursor.readCount("the metadata count", LEAST_PAIR_BYTES);
        Map<String, GgufValue> metadata = new LinkedHashMap<>();
        for (long i = 0; i < pairCount; i++) {
            long at = cursor.position();
            String key = cursor.readString("the key of metadata entry " + i);
            if (metadata.put(key, readValue(cursor, key)) != null) {
                throw cursor.failure("metadata key " + key + " appears twice", at);
            }
        }
        int alignment = alignment(file, metadata);
        List<RawTensor> raw = new ArrayList<>();
        for (long i = 0; i < tensorCount; i++) {
            raw.add(readTensor(file, cursor, i));
        }
        long dataStart = Math.ceilDiv(cursor.position(), alignment) * (long) alignment;
        return new GgufHeader(version, metadata, place(file, raw, dataStart, alignment, bytes.byteSize()));
    }

    private static int readVersion(Path file, GgufCursor cursor) {
        int version = cursor.readInt("the version");
        if (version == 2 || version == 3) {
            return version;
        }
        int swapped = Integer.reverseBytes(version);
        if (swapped == 2 || swapped == 3) {
            throw new ModelFileException(
                    file, "GGUF version " + swapped + ", big-endian (expected: little-endian)", 4,
                    "take the usual file of the model, or convert this one: gguf-convert-endian FILE little");
        }
        throw new ModelFileException(
                file, "GGUF version " + Integer.toUnsignedString(version) + " (expected: 2 or 3)", 4,
                version == 1 ? "it is of August 2023; take a newer file of the model"
                        : version > 3 && version < UNLIKELY_VERSION ? "update Gemstream, or take a file of version 3"
                        : GgufCursor.DAMAGED);
    }

    private static GgufValue readValue(GgufCursor cursor, String key) {
        GgufValueType type = readType(cursor, key);
        return switch (type) {
            case UINT8 -> new GgufValue.Whole(type, Byte.toUnsignedLong(cursor.readByte(key)));
            case INT8 -> new GgufValue.Whole(type, cursor.readByte(key));
            case UINT16 -> new GgufValue.Whole(type, Short.toUnsignedLong(cursor.readShort(key)));
            case INT16 -> new GgufValue.Whole(type, cursor.readShort(key));
            case UINT32 -> new GgufValue.Whole(type, Integer.toUnsignedLong(cursor.readInt(key)));
            case INT32 -> new GgufValue.Whole(type, cursor.readInt(key));
            case UINT64, INT64 -> new GgufValue.Whole(type, cursor.readLong(key));
            case FLOAT32 -> new GgufValue.Real(type, Float.intBitsToFloat(cursor.readInt(key)));
            case FLOAT64 -> new GgufValue.Real(type, Double.longBitsToDouble(cursor.readLong(key)));
            case BOOL -> new GgufValue.Bool(cursor.readByte(key) != 0);
            case STRING -> new GgufValue.Text(cursor.readString(key));
            case ARRAY -> readArray(cursor, key);
        };
    }

    private static GgufValueType readType(GgufCursor cursor, String key) {
        long at = cursor.position();
        int id = cursor.readInt("the type of " + key);
        return GgufValueType.ofId(id)
                .orElseThrow(() -> cursor.failure(key + ": unknown value type " + Integer.toUnsignedString(id), at));
    }

    private static GgufValue.Array readArray(GgufCursor cursor, String key) {
        long at = cursor.position();
        GgufValueType elements = readType(cursor, key);
        if (elements == GgufValueType.ARRAY) {
            throw cursor.failure(key + ": an array of arrays", at);
        }
        long count = cursor.readCount(key + " (elements)", elements.leastBytes());
        if (count > Integer.MAX_VALUE - 8) {
            throw cursor.failure(key + ": an array of " + count + " elements", at);
        }
        long first = cursor.position();
        if (elements == GgufValueType.STRING) {
            for (long i = 0; i < count; i++) {
                cursor.skipString(key);
            }
        } else {
            cursor.skip(count * elements.leastBytes(), key);
        }
        return new GgufValue.Array(elements, (int) count, first);
    }

    private static int alignment(Path file, Map<String, GgufValue> metadata) {
        GgufValue value = metadata.get("general.alignment");
        if (value == null) {
            return DEFAULT_ALIGNMENT;
        }
        if (value instanceof GgufValue.Whole(var _, long alignment)
                && alignment > 0 && alignment <= MAX_ALIGNMENT && Long.bitCount(alignment) == 1) {
            return (int) alignment;
        }
        throw new ModelFileException(
                file, "general.alignment: " + value + " (expected: a power of two up to " + MAX_ALIGNMENT + ")",
                ModelFileException.NO_OFFSET, GgufCursor.DAMAGED);
    }

    /** A tensor's entry before it is known where the data begin. */
    private record RawTensor(String name, GgmlType type, List<Long> shape, long relativeOffset, long bytes, long at) {}

    private static RawTensor readTensor(Path file, GgufCursor cursor, long index) {
        long at = cursor.position();
        String name = cursor.readString("the name of tensor " + index);
        int dimensions = cursor.readInt(name);
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw cursor.failure(name + ": " + Integer.toUnsignedString(dimensions) + " dimensions", at);
        }
        List<Long> shape = new ArrayList<>(dimensions);
        long elements = 1;
        for (int i = 0; i < dimensions; i++) {
            long size = cursor.readLong(name);
            if (size < 1 || Math.multiplyHigh(elements, size) != 0 || elements * size < 0) {
                throw cursor.failure(name + ": size " + Long.toUnsignedString(size) + " in dimension " + i, at);
            }
            elements *= size;
            shape.add(size);
        }
        int typeId = cursor.readInt(name);
        GgmlType type = GgmlType.ofId(typeId).orElseThrow(() -> UnreadType.refusal(file, name, typeId, at));
        if (shape.getFirst() % type.blockElements() != 0) {
            throw cursor.failure(name + ": rows of " + shape.getFirst() + " elements in " + type, at);
        }
        long blocks = elements / type.blockElements();
        if (blocks > Long.MAX_VALUE / type.blockBytes()) {
            throw cursor.failure(name + ": " + elements + " elements", at);
        }
        return new RawTensor(name, type, shape, cursor.readLong(name), blocks * type.blockBytes(), at);
    }

    private static Map<String, TensorInfo> place(
            Path file, List<RawTensor> raw, long dataStart, int alignment, long fileBytes) {
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        for (RawTensor tensor : raw) {
            long offset = tensor.relativeOffset();
            long room = fileBytes - dataStart;
            if (offset < 0 || offset % alignment != 0 || offset > room || tensor.bytes() > room - offset) {
                throw new ModelFileException(
                        file, "tensor " + tensor.name() + ": " + tensor.bytes() + " bytes at data offset "
                                + Long.toUnsignedString(offset) + " do not lie in the file of " + fileBytes
                                + " bytes, which needs " + bytesNeeded(raw, dataStart),
                        tensor.at(), GgufCursor.DAMAGED);
            }
            TensorInfo info = new TensorInfo(
                    tensor.name(), tensor.type(), tensor.shape(), dataStart + offset, tensor.bytes());
            if (tensors.put(info.name(), info) != null) {
                throw new ModelFileException(
                        file, "tensor " + info.name() + " appears twice", tensor.at(), GgufCursor.DAMAGED);
            }
        }
        return tensors;
    }

    private static long bytesNeeded(List<RawTensor> raw, long dataStart) {
        return raw.stream()
                .filter(tensor -> tensor.relativeOffset() >= 0
                        && tensor.relativeOffset() <= Long.MAX_VALUE - dataStart - tensor.bytes())
                .mapToLong(tensor -> dataStart + tensor.relativeOffset() + tensor.bytes())
                .max()
                .orElse(dataStart);
    }
}
