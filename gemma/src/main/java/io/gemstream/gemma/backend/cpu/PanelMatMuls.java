package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.gemma.kernel.machine.MappedMemory;
import io.gemstream.gemma.kernel.machine.PanelKernels;
import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.PanelMatrix;
import io.gemstream.gemma.kernel.panel.PanelPacking;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.model.WeightMatrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Makes products of quantised weights with quantised activations; types without a panel format stay exact (ADR 10).
 * Packs the weights into memory of its own, off the heap, and lets the file's pages go.
 */
final class PanelMatMuls implements MatMulFactory {

    private final ExactMatMuls exact;
    private final StepThreads threads;
    private final Arena arena;
    private final PanelKernels kernels;
    private final QuantisedRows quantised;
    private final MappedMemory packed;
    private final MemorySegment[] results;
    private long used; // of packed

    private PanelMatMuls(
            ExactMatMuls exact, StepThreads threads, Arena arena, PanelKernels kernels, MappedMemory packed,
            QuantisedRows quantised, MemorySegment[] results) {
        this.exact = exact;
        this.threads = threads;
        this.arena = arena;
        this.kernels = kernels;
        this.packed = packed;
        this.quantised = quantised;
        this.results = results;
    }

    /** @throws UnsupportedProfileException if the machine cannot run the kernels */
    static PanelMatMuls create(
            GemmaConfig config, GemmaWeights weights, CpuOptions options, ExactMatMuls exact, StepThreads threads) {
        InstructionSet set = options.instructionSet()
                .orElseThrow(() -> new UnsupportedProfileException(NumericProfile.FAST));
        Arena arena = Arena.ofShared();
        long quantisedBytes = QuantisedRows.bytes(Activations.MAX_ROWS, ThreadScratch.widest(config));
        MemorySegment[] results = new MemorySegment[threads.count()];
        Arrays.setAll(results, thread -> arena.allocate(PanelProjection.RESULT_BYTES, PanelFormat.ALIGNMENT));
        return new PanelMatMuls(
                exact, threads, arena, PanelKernels.create(set), MappedMemory.large(packedBytes(weights)),
                new QuantisedRows(arena.allocate(quantisedBytes, PanelFormat.ALIGNMENT)), results);
    }

    /** Bytes that the packed weights of a model take. */
    static long packedBytes(GemmaWeights weights) {
        return weights.multiplied().stream().filter(PanelMatMuls::isPacked).mapToLong(PanelMatMuls::bytes).sum();
    }

    @Override
    public MatMul of(float[][] inputs, WeightMatrix[] matrices, float[][]... outputs) {
        if (!Arrays.stream(matrices).allMatch(PanelMatMuls::isPacked)) {
            return exact.of(inputs, matrices, outputs);
        }
        PanelMatrix[] packed = Arrays.stream(matrices).map(this::pack).toArray(PanelMatrix[]::new);
        return new PanelProjection(kernels, quantised, results, inputs, packed, outputs);
    }

    @Override
    public void close() {
        exact.close();
        kernels.close();
        packed.close();
        arena.close();
    }

    private PanelMatrix pack(WeightMatrix matrix) {
        PanelMatrix panels = sizes(matrix).at(packed.segment().asSlice(used, bytes(matrix)));
        used += bytes(matrix);
        PanelPacking packing = new PanelPacking(matrix.type(), matrix.data(), panels);
        threads.run((_, from, to) -> packing.pack(from, to), panels.panels(), 8);
        if (matrix.data().isMapped()) {
            matrix.data().unload();
        }
        return panels;
    }

    static boolean isPacked(WeightMatrix matrix) {
        return PanelFormat.of(matrix.type()).isPresent() && matrix.columns() % PanelFormat.BLOCK == 0;
    }

    private static long bytes(WeightMatrix matrix) {
        PanelMatrix sizes = sizes(matrix);
        return sizes.panels() * sizes.panelBytes();
    }

    private static PanelMatrix sizes(WeightMatrix matrix) {
        PanelFormat format = PanelFormat.of(matrix.type()).orElseThrow();
        return new PanelMatrix(format, MemorySegment.NULL, matrix.rows(), matrix.columns());
    }
}
