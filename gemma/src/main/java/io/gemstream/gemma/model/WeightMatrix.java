package io.gemstream.gemma.model;

import io.gemstream.gemma.format.GgmlType;
import java.lang.foreign.MemorySegment;

/**
 * A weight matrix as stored: {@code rows} outputs of {@code columns} inputs each, row by row.
 *
 * @param type how the numbers are stored
 * @param data the mapped bytes, [rows, columns]; always native memory
 * @param rows outputs
 * @param columns inputs, a multiple of the type's block
 */
public record WeightMatrix(GgmlType type, MemorySegment data, int rows, int columns) {

    /** Bytes of a row. */
    public long rowBytes() {
        return type.rowBytes(columns);
    }
}
