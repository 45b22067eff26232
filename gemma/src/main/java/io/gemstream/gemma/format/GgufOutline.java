package io.gemstream.gemma.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Outline of a new GGUF file (version 3): key-value pairs and tensors in the order they are added. It makes the header;
 * whoever writes the file puts each tensor's bytes at the offset given here.
 *
 * <p>Layout: <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">gguf.md</a>. Not thread-safe.
 */
public final class GgufOutline {

    private static final int VERSION = 3;
    private static final int ALIGNMENT = 32; // the default, so no general.alignment is needed

    private final ByteArrayOutputStream pairs = new ByteArrayOutputStream();
    private long pairCount;
    private final List<TensorInfo> tensors = new ArrayList<>(); // offsets count from the first tensor
    private long dataBytes;

    /** A string. */
    public GgufOutline text(String key, String value) {
        begin(key, GgufValueType.STRING);
        putText(pairs, value);
        return this;
    }

    /** A 32-bit unsigned integer. */
    public GgufOutline unsigned(String key, int value) {
        begin(key, GgufValueType.UINT32);
        putInt(pairs, value);
        return this;
    }

    /** A 32-bit float. */
    public GgufOutline real(String key, float value) {
        begin(key, GgufValueType.FLOAT32);
        putInt(pairs, Float.floatToRawIntBits(value));
        return this;
    }

    /** A truth value. */
    public GgufOutline bool(String key, boolean value) {
        begin(key, GgufValueType.BOOL);
        pairs.write(value ? 1 : 0);
        return this;
    }

    /** An array of strings. */
    public GgufOutline texts(String key, String[] values) {
        beginArray(key, GgufValueType.STRING, values.length);
        for (String value : values) {
            putText(pairs, value);
        }
        return this;
    }

    /** An array of 32-bit floats. */
    public GgufOutline reals(String key, float[] values) {
        beginArray(key, GgufValueType.FLOAT32, values.length);
        for (float value : values) {
            putInt(pairs, Float.floatToRawIntBits(value));
        }
        return this;
    }

    /** An array of 32-bit signed integers. */
    public GgufOutline integers(String key, int[] values) {
        beginArray(key, GgufValueType.INT32, values.length);
        for (int value : values) {
            putInt(pairs, value);
        }
        return this;
    }

    /** An array of truth values. */
    public GgufOutline bools(String key, boolean[] values) {
        beginArray(key, GgufValueType.BOOL, values.length);
        for (boolean value : values) {
            pairs.write(value ? 1 : 0);
        }
        return this;
    }

    /**
     * A tensor after those already added.
     *
     * @param shape the contiguous dimension first, a whole number of the type's blocks
     */
    public GgufOutline tensor(String name, GgmlType type, List<Long> shape) {
        long rows = shape.stream().skip(1).reduce(1L, Math::multiplyExact);
        long bytes = Math.multiplyExact(type.rowBytes(shape.getFirst()), rows);
        tensors.add(new TensorInfo(name, type, shape, dataBytes, bytes));
        dataBytes = padded(Math.addExact(dataBytes, bytes));
        return this;
    }

    /** All bytes before the first tensor. */
    public byte[] header() {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        putInt(header, VERSION);
        putLong(header, tensors.size());
        putLong(header, pairCount);
        header.writeBytes(pairs.toByteArray());
        for (TensorInfo tensor : tensors) {
            putText(header, tensor.name());
            putInt(header, tensor.shape().size());
            tensor.shape().forEach(size -> putLong(header, size));
            putInt(header, tensor.type().id());
            putLong(header, tensor.offset());
        }
        header.writeBytes(new byte[(int) (padded(header.size()) - header.size())]);
        return header.toByteArray();
    }

    /** The tensors, with offsets that count from the end of the header; between them lie zeros. */
    public List<TensorInfo> tensors() {
        return List.copyOf(tensors);
    }

    /** Bytes of all tensors with the zeros between and after them. */
    public long dataBytes() {
        return dataBytes;
    }

    private void begin(String key, GgufValueType type) {
        pairCount++;
        putText(pairs, key);
        putInt(pairs, type.ordinal());
    }

    private void beginArray(String key, GgufValueType elements, int count) {
        begin(key, GgufValueType.ARRAY);
        putInt(pairs, elements.ordinal());
        putLong(pairs, count);
    }

    private static long padded(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }

    private static void putText(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        putLong(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void putInt(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    private static void putLong(ByteArrayOutputStream out, long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }
}
