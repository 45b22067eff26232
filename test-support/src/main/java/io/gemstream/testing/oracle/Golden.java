package io.gemstream.testing.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tensors of a safetensors file of golden values. */
public final class Golden {

    private final JsonNode header;
    private final byte[] file;
    private final int dataStart;

    private Golden(JsonNode header, byte[] file, int dataStart) {
        this.header = header;
        this.file = file;
        this.dataStart = dataStart;
    }

    /**
     * Where a file of the data lies. It is found from the folder of any module, where Maven runs tests; a resource in a
     * jar could not be mapped into memory.
     */
    public static Path path(String name) {
        return Path.of("..", "test-support", "oracle").resolve(name);
    }

    public static Golden read(String name) {
        try {
            byte[] file = Files.readAllBytes(path(name));
            int headerBytes = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
            return new Golden(new ObjectMapper().readTree(file, 8, headerBytes), file, 8 + headerBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int[] ints(String name) {
        ByteBuffer bytes = bytes(name, "I32");
        int[] values = new int[bytes.remaining() / 4];
        bytes.asIntBuffer().get(values);
        return values;
    }

    public float[] floats(String name) {
        ByteBuffer bytes = bytes(name, "F32");
        float[] values = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    /** A matrix, [rows][columns]. */
    public float[][] rows(String name) {
        float[] values = floats(name);
        int columns = header.get(name).get("shape").get(1).asInt();
        float[][] rows = new float[values.length / columns][columns];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(values, r * columns, rows[r], 0, columns);
        }
        return rows;
    }

    public byte[] bytes(String name) {
        ByteBuffer bytes = bytes(name, "U8");
        byte[] values = new byte[bytes.remaining()];
        bytes.get(values);
        return values;
    }

    private ByteBuffer bytes(String name, String type) {
        JsonNode tensor = header.get(name);
        if (tensor == null || !tensor.get("dtype").asText().equals(type)) {
            throw new IllegalArgumentException(name + ": " + tensor + " (expected: " + type + ")");
        }
        int from = tensor.get("data_offsets").get(0).asInt();
        int to = tensor.get("data_offsets").get(1).asInt();
        return ByteBuffer.wrap(file, dataStart + from, to - from).slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
