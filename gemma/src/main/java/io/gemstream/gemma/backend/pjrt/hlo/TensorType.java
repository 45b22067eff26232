package io.gemstream.gemma.backend.pjrt.hlo;

import io.gemstream.gemma.backend.pjrt.api.ElementType;
import java.util.Arrays;
import java.util.List;

/**
 * Type of a value in a program.
 *
 * @param element type of the numbers
 * @param shape sizes, outermost first; empty for a scalar
 */
public record TensorType(ElementType element, List<Integer> shape) {

    public TensorType {
        shape = List.copyOf(shape);
    }

    static TensorType of(ElementType element, int... shape) {
        return new TensorType(element, Arrays.stream(shape).boxed().toList());
    }

    /** Number of dimensions. */
    public int rank() {
        return shape.size();
    }

    int size(int dimension) {
        return shape.get(dimension);
    }

    /** Bytes of all elements. */
    public long bytes() {
        long bytes = element.bytes();
        for (int size : shape) {
            bytes *= size;
        }
        return bytes;
    }

    /** Sizes as uploads take them. */
    public long[] dimensions() {
        return shape.stream().mapToLong(Integer::longValue).toArray();
    }

    TensorType with(ElementType other) {
        return new TensorType(other, shape);
    }

    /** As in programs, for example {@code tensor<8x64xf32>}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("tensor<");
        shape.forEach(size -> text.append(size).append('x'));
        return text.append(element.mlir()).append('>').toString();
    }
}
