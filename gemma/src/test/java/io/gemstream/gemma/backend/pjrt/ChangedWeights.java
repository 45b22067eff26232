package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.model.LayerWeights;
import io.gemstream.gemma.model.WeightMatrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** A model's F32 weights, changed; written straight from the definitions, without the code under test. */
final class ChangedWeights {

    private ChangedWeights() {}

    static GemmaWeights of(GemmaWeights weights, UnaryOperator<WeightMatrix> matrix, Norm norm) {
        return new GemmaWeights(
                matrix.apply(weights.embedding()),
                weights.layers().stream().map(layer -> layer(layer, matrix, norm)).toList(),
                norms(weights.outputNorm(), norm));
    }

    /** Changes one weight of a norm. */
    interface Norm {

        float apply(float weight);
    }

    static WeightMatrix store(WeightMatrix matrix, GgmlType type, Arena arena) {
        long count = (long) matrix.rows() * matrix.columns();
        MemorySegment stored = arena.allocate(2 * count, 64);
        for (long i = 0; i < count; i++) {
            float value = matrix.data().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i);
            stored.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (Float.floatToRawIntBits(bfloat16(value)) >>> 16));
        }
        return new WeightMatrix(type, stored, matrix.rows(), matrix.columns());
    }

    /** The nearest bfloat16; of two that are equally near the one whose last bit is 0. */
    static float bfloat16(float value) {
        float below = Float.intBitsToFloat(Float.floatToRawIntBits(value) & 0xFFFF0000);
        float above = Float.intBitsToFloat((Float.floatToRawIntBits(value) & 0xFFFF0000) + 0x10000);
        double toBelow = Math.abs((double) value - below);
        double toAbove = Math.abs((double) above - value);
        boolean evenBelow = (Float.floatToRawIntBits(below) >>> 16 & 1) == 0;
        return toBelow < toAbove || toBelow == toAbove && evenBelow ? below : above;
    }

    static WeightMatrix eightBitRows(WeightMatrix matrix, Arena arena) {
        MemorySegment rounded = arena.allocate(4L * matrix.rows() * matrix.columns(), 64);
        for (int row = 0; row < matrix.rows(); row++) {
            MemorySegment from = matrix.data().asSlice(row * matrix.rowBytes(), matrix.rowBytes());
            float[] values = from.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
            float largest = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            float step = largest / 127;
            DoubleUnaryOperator round = value -> step * Math.rint(value / step);
            for (int c = 0; c < values.length; c++) {
                rounded.setAtIndex(
                        ValueLayout.JAVA_FLOAT, (long) row * values.length + c,
                        (float) round.applyAsDouble(values[c]));
            }
        }
        return new WeightMatrix(GgmlType.F32, rounded, matrix.rows(), matrix.columns());
    }

    private static LayerWeights layer(LayerWeights layer, UnaryOperator<WeightMatrix> matrix, Norm norm) {
        return new LayerWeights(
                norms(layer.attentionNorm(), norm), matrix.apply(layer.query()), matrix.apply(layer.key()),
                matrix.apply(layer.value()), norms(layer.queryNorm(), norm), norms(layer.keyNorm(), norm),
                matrix.apply(layer.attentionOutput()), norms(layer.postAttentionNorm(), norm),
                norms(layer.feedForwardNorm(), norm), matrix.apply(layer.gate()), matrix.apply(layer.up()),
                matrix.apply(layer.down()), norms(layer.postFeedForwardNorm(), norm));
    }

    private static float[] norms(float[] weights, Norm norm) {
        float[] changed = new float[weights.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = norm.apply(weights[i]);
        }
        return changed;
    }
}
