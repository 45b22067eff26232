package io.gemstream.gemma.backend.pjrt.hlo;

import io.gemstream.gemma.backend.pjrt.api.ElementType;
import io.gemstream.gemma.model.GemmaConfig;
import java.util.Map;

/** Writes the formulas of the transformer that more than one program needs. */
final class Expressions {

    private static final double GELU_CUBE = 0.044715;
    private static final double SQRT_2_OVER_PI = 0.7978845608028654;

    private final HloFunction f;
    private final ModelSpec model;
    private final Map<String, Tensor> weights;

    /** @param weights by the names of {@link LayerSpec#parameters()} and {@link MatrixSpec#parameters} */
    Expressions(HloFunction f, ModelSpec model, Map<String, Tensor> weights) {
        this.f = f;
        this.model = model;
        this.weights = weights;
    }

    /** {@code x / sqrt(mean(x^2) + epsilon) * (1 + w)} over the last dimension; the stored weight holds 1 + w. */
    Tensor rmsNorm(Tensor x, String weight) {
        GemmaConfig config = model.config();
        int last = x.rank() - 1;
        Tensor squares = f.sum(f.multiply(x, x), last);
        Tensor mean = f.scale(squares, 1.0 / x.size(last));
        Tensor inverse = f.rsqrt(f.add(mean, f.constant(config.normEpsilon(), mean.type())));
        Tensor normed = f.multiply(x, f.broadcast(inverse, x.type().shape(), leading(last)));
        return f.multiply(normed, f.broadcast(weights.get(weight), x.type().shape(), last));
    }

    /** {@code x W^T}: [rows, columns of W] gives [rows, rows of W], in f32. */
    Tensor project(Tensor x, String matrix, MatrixSpec spec) {
        Tensor input = f.convert(x, model.compute());
        Tensor numbers = f.convert(weights.get(matrix), model.compute());
        return switch (spec.form()) {
            case F32, F16, BF16 -> product(input, numbers);
            case INT8_BLOCK -> product(input, f.convert(unpacked(weights.get(matrix), matrix, spec), model.compute()));
            case INT8_CHANNEL -> {
                // A factor per output leaves the sum: it is applied once to the result.
                Tensor sums = product(input, numbers);
                yield f.multiply(sums, f.broadcast(weights.get(MatrixSpec.scale(matrix)), sums.type().shape(), 1));
            }
        };
    }

    /** Rows of a matrix by number, in f32. */
    Tensor lookup(Tensor rows, String matrix, MatrixSpec spec) {
        Tensor numbers = f.convert(f.gather(weights.get(matrix), rows), ElementType.F32);
        return switch (spec.form()) {
            case F32, F16, BF16 -> numbers;
            case INT8_BLOCK -> {
                Tensor scale = f.convert(f.gather(weights.get(MatrixSpec.scale(matrix)), rows), ElementType.F32);
                yield scaled(numbers, scale);
            }
            case INT8_CHANNEL -> {
                Tensor scale = f.gather(weights.get(MatrixSpec.scale(matrix)), rows);
                yield f.multiply(numbers, f.broadcast(scale, numbers.type().shape(), 0));
            }
        };
    }

    /** The tanh form of GELU, which Gemma was trained with. */
    Tensor gelu(Tensor x) {
        Tensor cube = f.multiply(f.multiply(x, x), x);
        Tensor inner = f.scale(f.add(x, f.scale(cube, GELU_CUBE)), SQRT_2_OVER_PI);
        Tensor one = f.constant(1, x.type());
        return f.multiply(f.scale(x, 0.5), f.add(one, f.tanh(inner)));
    }

    /** {@code cap * tanh(x / cap)}; {@code x} itself where the cap is 0. */
    Tensor softcap(Tensor x, float cap) {
        return cap == 0 ? x : f.scale(f.tanh(f.divide(x, f.constant(cap, x.type()))), cap);
    }

    /** The sum over devices, where there is more than one. */
    Tensor sumOverDevices(Tensor x) {
        return model.devices() == 1 ? x : f.allReduce(x, model.devices());
    }

    private Tensor product(Tensor x, Tensor matrix) {
        return f.dot(x, matrix, new int[0], new int[0], 1, 1, model.exact(), ElementType.F32);
    }

    private Tensor unpacked(Tensor numbers, String matrix, MatrixSpec spec) {
        Tensor scale = f.convert(weights.get(MatrixSpec.scale(matrix)), ElementType.F32);
        return scaled(f.convert(numbers, ElementType.F32), scale);
    }

    /** [rows, columns] times a factor per block of columns. */
    private Tensor scaled(Tensor numbers, Tensor scale) {
        int rows = numbers.size(0);
        int blocks = scale.size(1);
        Tensor grouped = f.reshape(numbers, rows, blocks, MatrixForm.BLOCK);
        Tensor product = f.multiply(grouped, f.broadcast(scale, grouped.type().shape(), 0, 1));
        return f.reshape(product, rows, blocks * MatrixForm.BLOCK);
    }

    private static int[] leading(int count) {
        int[] dimensions = new int[count];
        for (int i = 0; i < count; i++) {
            dimensions[i] = i;
        }
        return dimensions;
    }
}
