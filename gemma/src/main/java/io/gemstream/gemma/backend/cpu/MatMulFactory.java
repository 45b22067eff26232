package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.model.WeightMatrix;

/** Makes the products of a model in the arithmetic of a numeric profile. */
sealed interface MatMulFactory extends AutoCloseable permits ExactMatMuls, PanelMatMuls {

    /**
     * @param inputs [rows, columns]
     * @param matrices all of the same number of columns
     * @param outputs one per matrix, [rows, matrix rows]
     */
    MatMul of(float[][] inputs, WeightMatrix[] matrices, float[][]... outputs);

    /** Frees what the products share; none may run after that. */
    @Override
    void close();
}
