package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.machine.StoredKernels;
import io.gemstream.gemma.model.WeightMatrix;
import java.util.Optional;

/**
 * Makes products in f32. They share the threads' scratch.
 *
 * @param kernels for weights as they are stored, where the machine has some
 */
record ExactMatMuls(ThreadScratch[] scratch, Optional<StoredKernels> kernels) implements MatMulFactory {

    static ExactMatMuls create(ThreadScratch[] scratch, CpuOptions options) {
        return new ExactMatMuls(scratch, options.rowInstructions().map(StoredKernels::create));
    }

    @Override
    public MatMul of(float[][] inputs, WeightMatrix[] matrices, float[][]... outputs) {
        return new Projection(scratch, kernels, inputs, matrices, outputs);
    }

    @Override
    public void close() {
        kernels.ifPresent(StoredKernels::close);
    }
}
