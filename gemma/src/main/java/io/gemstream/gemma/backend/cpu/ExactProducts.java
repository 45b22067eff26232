package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.model.WeightMatrix;

/** Products in f32. They share the threads' scratch. */
record ExactProducts(ThreadScratch[] scratch) implements Products {

    @Override
    public Product of(float[][] inputs, WeightMatrix[] matrices, float[][]... outputs) {
        return new Projection(scratch, inputs, matrices, outputs);
    }

    @Override
    public void close() {}
}
