package io.gemstream.gemma.backend.pjrt.hlo;

import io.gemstream.gemma.backend.pjrt.api.ElementType;
import java.util.List;

/**
 * A weight matrix, or one device's share of it.
 *
 * @param form how it is stored
 * @param rows outputs
 * @param columns inputs
 */
public record MatrixSpec(MatrixForm form, int rows, int columns) {

    /** Parameters that the matrix is passed in: the numbers, then the factors where the form has them. */
    public List<Parameter> parameters(String name) {
        Parameter numbers = new Parameter(name, TensorType.of(form.element(), rows, columns));
        return switch (form) {
            case F32, F16, BF16 -> List.of(numbers);
            case INT8_BLOCK -> List.of(
                    numbers,
                    new Parameter(
                            scale(name), TensorType.of(ElementType.F16, rows, columns / MatrixForm.BLOCK)));
            case INT8_CHANNEL -> List.of(numbers, new Parameter(scale(name), TensorType.of(ElementType.F32, rows)));
        };
    }

    /** Bytes on the device. */
    public long bytes() {
        return parameters("").stream().mapToLong(part -> part.type().bytes()).sum();
    }

    static String scale(String name) {
        return name + "_scale";
    }
}
