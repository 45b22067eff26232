package io.gemstream.gemma.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes small GGUF files for tests. */
public final class GgufBytes {

    private final ByteArrayOutputStream pairs = new ByteArrayOutputStream();
    private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private int version = 3;
    private int pairCount;
    private int tensorCount;

    public GgufBytes version(int version) {
        this.version = version;
        return this;
    }

    public GgufBytes text(String key, String value) {
        return pair(key, 8, out -> string(out, value));
    }

    public GgufBytes uint(String key, int value) {
        return pair(key, 4, out -> int32(out, value));
    }

    public GgufBytes real(String key, float value) {
        return pair(key, 6, out -> int32(out, Float.floatToRawIntBits(value)));
    }

    public GgufBytes bool(String key, boolean value) {
        return pair(key, 7, out -> out.write(value ? 1 : 0));
    }

    public GgufBytes texts(String key, String... values) {
        return array(key, 8, values.length, out -> {
            for (String value : values) {
                string(out, value);
            }
        });
    }

    public GgufBytes reals(String key, float... values) {
        return array(key, 6, values.length, out -> {
            for (float value : values) {
                int32(out, Float.floatToRawIntBits(value));
            }
        });
    }

    public GgufBytes ints(String key, int... values) {
        return array(key, 5, values.length, out -> {
            for (int value : values) {
                int32(out, value);
            }
        });
    }

    public GgufBytes bools(String key, boolean... values) {
        return array(key, 7, values.length, out -> {
            for (boolean value : values) {
                out.write(value ? 1 : 0);
            }
        });
    }

    /** A tensor of zeros. */
    public GgufBytes tensor(String name, GgmlType type, long... shape) {
        long elements = 1;
        for (long size : shape) {
            elements *= size;
        }
        pad(data);
        tensorEntry(name, type.id(), data.size(), shape);
        data.writeBytes(new byte[(int) (elements / type.blockElements() * type.blockBytes())]);
        return this;
    }

    /** A tensor with its numbers as they are stored. */
    public GgufBytes tensor(String name, GgmlType type, byte[] stored, long... shape) {
        pad(data);
        tensorEntry(name, type.id(), data.size(), shape);
        data.writeBytes(stored);
        return this;
    }

    /** An entry as it comes, with no data behind it. */
    public GgufBytes tensorEntry(String name, int type, long offset, long... shape) {
        string(tensors, name);
        int32(tensors, shape.length);
        for (long size : shape) {
            int64(tensors, size);
        }
        int32(tensors, type);
        int64(tensors, offset);
        tensorCount++;
        return this;
    }

    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        int32(out, version);
        int64(out, tensorCount);
        int64(out, pairCount);
        out.writeBytes(pairs.toByteArray());
        out.writeBytes(tensors.toByteArray());
        pad(out);
        out.writeBytes(data.toByteArray());
        return out.toByteArray();
    }

    public Path write(Path file) {
        return write(file, bytes());
    }

    public static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private GgufBytes pair(String key, int type, Consumer<ByteArrayOutputStream> value) {
        string(pairs, key);
        int32(pairs, type);
        value.accept(pairs);
        pairCount++;
        return this;
    }

    private GgufBytes array(String key, int type, int count, Consumer<ByteArrayOutputStream> values) {
        return pair(key, 9, out -> {
            int32(out, type);
            int64(out, count);
            values.accept(out);
        });
    }

    private static void pad(ByteArrayOutputStream out) {
        while (out.size() % 32 != 0) {
            out.write(0);
        }
    }

    private static void string(ByteArrayOutputStream out, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        int64(out, text.length);
        out.writeBytes(text);
    }

    private static void int32(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    private static void int64(ByteArrayOutputStream out, long value) {
        out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }
}
