package io.gemstream.gemma.backend.pjrt.hlo;

/**
 * A value in a program.
 *
 * @param name with its percent sign
 * @param type what it is
 */
record Tensor(String name, TensorType type) {

    int rank() {
        return type.rank();
    }

    int size(int dimension) {
        return type.size(dimension);
    }
}
