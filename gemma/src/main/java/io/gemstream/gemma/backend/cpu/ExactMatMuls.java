package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.machine.StoredDots;
import io.gemstream.gemma.model.WeightMatrix;
import java.util.Optional;

/**
 * Makes products in f32. They share the threads' scratch.
 *
 * @param dots products with one row, where the machine has code for them
 */
record ExactMatMuls(ThreadScratch[] scratch, Optional<StoredDots> dots) implements MatMulFactory {

    static ExactMatMuls create(ThreadScratch[] scratch, CpuOptions options) {
        return new ExactMatMuls(scratch, options.rowInstructions().map(StoredDots::create));
    }

    @Override
    public MatMul of(float[][] inputs, WeightMatrix[] matrices, float[][]... outputs) {
        return new Projection(scratch, dots, inputs, matrices, outputs);
    }

    @Override
    public void close() {
        dots.ifPresent(StoredDots::close);
    }
}
