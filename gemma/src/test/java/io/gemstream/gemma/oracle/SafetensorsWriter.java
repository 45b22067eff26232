package io.gemstream.gemma.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Writes safetensors files for tests; tensors come in the order they were added. */
public final class SafetensorsWriter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private record Tensor(String type, List<Long> shape, byte[] bytes) {}

    public static SafetensorsWriter read(Path file) {
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.addAll(file);
        return writer;
    }

    public SafetensorsWriter add(String name, String type, List<Long> shape, byte[] bytes) {
        tensors.put(name, new Tensor(type, shape, bytes));
        return this;
    }

    public SafetensorsWriter addAll(Path path) {
        try {
            byte[] file = Files.readAllBytes(path);
            int headerBytes = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
            JsonNode header = JSON.readTree(file, 8, headerBytes);
            header.properties().stream().filter(entry -> !entry.getKey().equals("__metadata__")).forEach(entry -> {
                List<Long> shape = new ArrayList<>();
                entry.getValue().get("shape").forEach(size -> shape.add(size.longValue()));
                int from = 8 + headerBytes + entry.getValue().get("data_offsets").get(0).intValue();
                int to = 8 + headerBytes + entry.getValue().get("data_offsets").get(1).intValue();
                add(entry.getKey(), entry.getValue().get("dtype").textValue(), shape,
                        Arrays.copyOfRange(file, from, to));
            });
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public SafetensorsWriter remove(String name) {
        tensors.remove(name);
        return this;
    }

    public SafetensorsWriter renamed(UnaryOperator<String> rename) {
        SafetensorsWriter result = new SafetensorsWriter();
        tensors.forEach((name, tensor) -> result.tensors.put(rename.apply(name), tensor));
        return result;
    }

    public SafetensorsWriter mapped(String type, UnaryOperator<byte[]> convert) {
        SafetensorsWriter result = new SafetensorsWriter();
        tensors.forEach((name, tensor) -> result.add(name, type, tensor.shape(), convert.apply(tensor.bytes())));
        return result;
    }

    /** Adds rows of zeros at the end of a matrix. */
    public SafetensorsWriter padRows(String name, int rows) {
        Tensor tensor = tensors.get(name);
        int rowBytes = (int) (tensor.bytes().length / tensor.shape().getFirst());
        return add(name, tensor.type(), List.of(tensor.shape().get(0) + rows, tensor.shape().get(1)),
                Arrays.copyOf(tensor.bytes(), tensor.bytes().length + rows * rowBytes));
    }

    public void write(Path file) {
        ObjectNode header = JSON.createObjectNode();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        tensors.forEach((name, tensor) -> {
            ObjectNode entry = header.putObject(name).put("dtype", tensor.type());
            tensor.shape().forEach(entry.putArray("shape")::add);
            entry.putArray("data_offsets").add(data.size()).add(data.size() + tensor.bytes().length);
            data.writeBytes(tensor.bytes());
        });
        write(file, header.toString(), data.toByteArray());
    }

    /** A file with whatever header a test wants. */
    public static void write(Path file, String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        try {
            Files.write(file, bytes.putLong(json.length).put(json).put(data).array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
