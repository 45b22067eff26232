package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.PjrtBuffer;
import io.gemstream.gemma.backend.pjrt.api.PjrtClient;
import io.gemstream.gemma.backend.pjrt.api.PjrtDevice;
import io.gemstream.gemma.backend.pjrt.hlo.HloProgram;
import io.gemstream.gemma.backend.pjrt.hlo.LayerSpec;
import io.gemstream.gemma.backend.pjrt.hlo.MatrixSpec;
import io.gemstream.gemma.backend.pjrt.hlo.ModelSpec;
import io.gemstream.gemma.backend.pjrt.hlo.Parameter;
import io.gemstream.gemma.backend.pjrt.hlo.StepProgram;
import io.gemstream.gemma.backend.pjrt.hlo.TensorType;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.model.LayerWeights;
import io.gemstream.gemma.model.WeightMatrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Arrays that one device keeps between steps: weights, rotary tables and the KV cache, by the names of program
 * parameters.
 */
final class DeviceArrays implements AutoCloseable {

    private static final int ALIGNMENT = 64;

    private final PjrtClient client;
    private final PjrtDevice device;
    private final ModelSpec model;
    private final int rank; // which share of the model
    private final Map<String, PjrtBuffer> arrays = new HashMap<>();

    private DeviceArrays(PjrtClient client, PjrtDevice device, ModelSpec model, int rank) {
        this.client = client;
        this.device = device;
        this.model = model;
        this.rank = rank;
    }

    /**
     * Uploads a device's share of a model.
     *
     * @param weights must stay open as long as this is
     * @param positions rows of the rotary tables
     */
    static DeviceArrays upload(
            PjrtClient client, PjrtDevice device, ModelSpec model, int rank, GemmaWeights weights, int positions) {
        DeviceArrays arrays = new DeviceArrays(client, device, model, rank);
        try {
            arrays.constants(positions);
            arrays.embedding(weights);
            for (int i = 0; i < model.layers().size(); i++) {
                arrays.layer(i, model.layers().get(i), weights.layers().get(i));
            }
            return arrays;
        } catch (RuntimeException e) {
            arrays.close();
            throw e;
        }
    }

    PjrtDevice device() {
        return device;
    }

    /** Arguments of a program; names that are not kept here come from {@code inputs}. */
    List<PjrtBuffer> arguments(HloProgram program, Map<String, PjrtBuffer> inputs) {
        List<PjrtBuffer> arguments = new ArrayList<>(program.parameters().size());
        for (Parameter parameter : program.parameters()) {
            PjrtBuffer input = inputs.get(parameter.name());
            arguments.add(input == null ? arrays.get(parameter.name()) : input);
        }
        return arguments;
    }

    /** An array of zeros that is kept. */
    void zeros(String name, TensorType type) {
        try (Arena arena = Arena.ofConfined()) {
            upload(name, arena.allocate(type.bytes(), ALIGNMENT), type);
        }
    }

    /** Keeps an array in the place of the one that was donated. */
    void replace(String name, PjrtBuffer array) {
        arrays.put(name, array).close();
    }

    @Override
    public void close() {
        arrays.values().forEach(PjrtBuffer::close);
        arrays.clear();
    }

    private void constants(int positions) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment first = arena.allocate(4, ALIGNMENT);
            first.set(ValueLayout.JAVA_INT, 0, rank * model.embedding().rows());
            upload("first_token", first, StepProgram.scalar());
            for (int i = 0; i < model.ropes().size(); i++) {
                RotaryTable table =
                        RotaryTable.of(model.ropes().get(i), positions, model.config().headDim(), arena);
                upload("cos_" + i, table.cos(), StepProgram.angles(model, positions));
                upload("sin_" + i, table.sin(), StepProgram.angles(model, positions));
            }
        }
    }

    private void embedding(GemmaWeights weights) {
        norm("output_norm", weights.outputNorm());
        matrix(ModelSpec.EMBEDDING, weights.embedding(), model.embedding());
        model.ownHead().ifPresent(share -> matrix(ModelSpec.HEAD, weights.head(), share));
    }

    private void layer(int index, LayerSpec spec, LayerWeights weights) {
        norm(StepProgram.inLayer(index, "attention_norm"), weights.attentionNorm());
        norm(StepProgram.inLayer(index, "query_norm"), weights.queryNorm());
        norm(StepProgram.inLayer(index, "key_norm"), weights.keyNorm());
        norm(StepProgram.inLayer(index, "post_attention_norm"), weights.postAttentionNorm());
        norm(StepProgram.inLayer(index, "feed_forward_norm"), weights.feedForwardNorm());
        norm(StepProgram.inLayer(index, "post_feed_forward_norm"), weights.postFeedForwardNorm());
        matrix(StepProgram.inLayer(index, "query"), weights.query(), spec.query());
        matrix(StepProgram.inLayer(index, "key"), weights.key(), spec.key());
        matrix(StepProgram.inLayer(index, "value"), weights.value(), spec.value());
        matrix(StepProgram.inLayer(index, "attention_output"), weights.attentionOutput(), spec.attentionOutput());
        matrix(StepProgram.inLayer(index, "gate"), weights.gate(), spec.gate());
        matrix(StepProgram.inLayer(index, "up"), weights.up(), spec.up());
        matrix(StepProgram.inLayer(index, "down"), weights.down(), spec.down());
    }

    /** A norm the layer does not have is empty, and no program asks for it. */
    private void norm(String name, float[] values) {
        if (values.length > 0) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment memory = arena.allocate(4L * values.length, ALIGNMENT);
                MemorySegment.copy(values, 0, memory, ValueLayout.JAVA_FLOAT, 0, values.length);
                upload(name, memory, StepProgram.vector(values.length));
            }
        }
    }

    /** A share has whole rows or whole columns: the other size is the matrix's own. */
    private void matrix(String name, WeightMatrix matrix, MatrixSpec share) {
        boolean byRows = share.columns() == matrix.columns();
        List<PjrtBuffer> parts = new MatrixUpload(client, device).upload(
                matrix, share, byRows ? rank * share.rows() : 0, byRows ? 0 : rank * share.columns());
        List<Parameter> names = share.parameters(name);
        for (int i = 0; i < parts.size(); i++) {
            put(names.get(i).name(), parts.get(i));
        }
    }

    private void upload(String name, MemorySegment memory, TensorType type) {
        put(name, client.upload(device, memory, type.element(), type.dimensions()));
    }

    private void put(String name, PjrtBuffer array) {
        arrays.put(name, array);
    }
}
