package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.machine.InstructionSet;
import java.util.Locale;

/**
 * Numeric profiles of the CPU backend: how weights and activations are represented in products (ADR 10). In both, the
 * bits of a row depend on its own sequence only.
 */
public enum NumericProfile {
    /** Activations and weights in f32. Runs anywhere. */
    EXACT(KvFormat.F32),
    /**
     * Activations are rounded to 8 bits per block of 32 before they are multiplied by quantised weights, as in
     * llama.cpp; all else is computed in f32. Needs Linux, on x86-64 with AVX2 or on arm64 with dot products, and a
     * second copy of the quantised weights in memory, in the order in which the kernels read.
     */
    FAST(KvFormat.F16);

    private final KvFormat usualKvFormat;

    NumericProfile(KvFormat usualKvFormat) {
        this.usualKvFormat = usualKvFormat;
    }

    /**
     * The profile to compute in where none is asked for: {@link #FAST} where this machine has kernels for it, else
     * {@link #EXACT} (ADR 42).
     */
    public static NumericProfile best() {
        return best(InstructionSet.best().isPresent());
    }

    static NumericProfile best(boolean hasKernels) {
        return hasKernels ? FAST : EXACT;
    }

    /** The format of the KV cache unless another is asked for. */
    public KvFormat usualKvFormat() {
        return usualKvFormat;
    }

    /** What it needs of the machine, as a message names it. */
    public String needs() {
        return switch (this) {
            case EXACT -> "any JVM";
            case FAST -> "Linux, on x86-64 with AVX2 or on arm64 with dot products";
        };
    }

    /** The name in logs and on the wire. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
