package io.gemstream.gemma.convert;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.format.TensorInfo;
import java.util.List;

/**
 * A tensor of the new file and where its numbers come from.
 *
 * @param source tensor of the model that is converted
 * @param name name in the new file
 * @param type type in the new file
 * @param columns elements of a row
 * @param rows rows that are kept, 0 for a vector; the first ones, as rows beyond the vocabulary are padding
 * @param offset added to each element: 1 for norms
 */
record PlannedTensor(TensorInfo source, String name, GgmlType type, int columns, int rows, float offset) {

    static PlannedTensor norm(TensorInfo source, String name, float offset) {
        return new PlannedTensor(
                source, name, GgmlType.F32, Math.toIntExact(source.shape().getFirst()), 0, offset);
    }

    /** A type with blocks gives way to F16 where rows are no whole number of them, as in llama.cpp's converter. */
    static PlannedTensor matrix(TensorInfo source, String name, GgmlType wanted, int rows) {
        int columns = Math.toIntExact(source.shape().getFirst());
        GgmlType type = columns % wanted.blockElements() == 0 ? wanted : GgmlType.F16;
        return new PlannedTensor(source, name, type, columns, rows, 0);
    }

    List<Long> shape() {
        return rows == 0 ? List.of((long) columns) : List.of((long) columns, (long) rows);
    }

    /** Rows to write, one for a vector. */
    int writtenRows() {
        return Math.max(1, rows);
    }

    /** Whether the bytes can be taken as they are. */
    boolean verbatim() {
        return offset == 0 && source.type() == type;
    }
}
