package io.gemstream.gemma.format;

import java.util.List;

/**
 * Name, type, shape and place of a tensor in its file.
 *
 * @param name name in the file
 * @param type how its numbers are stored
 * @param shape sizes in the file's order: the first is the one that is contiguous (for a matrix: columns, rows)
 * @param offset first byte, counted from the start of the file
 * @param bytes size in the file
 */
public record TensorInfo(String name, GgmlType type, List<Long> shape, long offset, long bytes) {

    public TensorInfo {
        shape = List.copyOf(shape);
    }
}
