package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.kernel.RowDecoder;
import io.gemstream.gemma.kernel.machine.StoredKernel;
import io.gemstream.gemma.kernel.machine.StoredKernels;
import io.gemstream.gemma.model.WeightMatrix;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Multiplies rows of activations by one or more weight matrices that share their input. An item is a tile of weight
 * rows: it is decoded once into the thread's scratch and used for every row of the pass, or multiplied as it is where
 * there is but one row and a kernel for it.
 */
final class Projection implements MatMul, RangeWork {

    private final WeightMatrix[] matrices;
    private final float[][] inputs; // [rows, columns]
    private final float[][][] outputs; // [matrices][rows, matrix rows]
    private final ThreadScratch[] scratch;
    private final List<Optional<StoredKernel>> kernels; // by matrix
    private final int tiles;
    private int rows;

    /**
     * @param stored kernels for weights as they are stored, where the machine has some
     * @param outputs one per matrix, [rows, matrix rows]
     */
    Projection(
            ThreadScratch[] scratch, Optional<StoredKernels> stored, float[][] inputs, WeightMatrix[] matrices,
            float[][]... outputs) {
        this.scratch = scratch;
        this.inputs = inputs;
        this.matrices = matrices;
        this.outputs = outputs;
        this.kernels = Stream.of(matrices)
                .map(matrix -> stored.flatMap(all -> all.of(matrix.type(), matrix.columns())))
                .toList();
        int sum = 0;
        for (WeightMatrix matrix : matrices) {
            sum += tiles(matrix);
        }
        this.tiles = sum;
    }

    @Override
    public void run(StepThreads threads, int rows) {
        this.rows = rows;
        threads.run(this, tiles, Math.max(1, tiles / (8 * threads.count())));
    }

    @Override
    public void run(int thread, int from, int to) {
        int tile = from;
        int first = 0;
        for (int m = 0; m < matrices.length && tile < to; m++) {
            int next = first + tiles(matrices[m]);
            int end = Math.min(to, next);
            if (tile < end) {
                multiply(scratch[thread], m, tile - first, end - first);
                tile = end;
            }
            first = next;
        }
    }

    private void multiply(ThreadScratch on, int m, int from, int to) {
        WeightMatrix matrix = matrices[m];
        int tile = from;
        int whole = Math.min(to, matrix.rows() / DotKernels.TILE);
        if (rows == 1 && tile < whole && kernels.get(m).isPresent()) {
            int row = tile * DotKernels.TILE;
            kernels.get(m).get().multiply(
                    matrix.data(), row * matrix.rowBytes(), whole - tile, inputs[0], outputs[m][0], row);
            tile = whole;
        }
        for (; tile < to; tile++) {
            multiplyTile(on, m, tile * DotKernels.TILE);
        }
    }

    private void multiplyTile(ThreadScratch on, int m, int row) {
        WeightMatrix matrix = matrices[m];
        float[][] out = outputs[m];
        int columns = matrix.columns();
        int height = Math.min(DotKernels.TILE, matrix.rows() - row);
        float[] w = on.weights();
        decode(m, row, height, w);
        if (height < DotKernels.TILE) {
            for (int r = 0; r < rows; r++) {
                for (int i = 0; i < height; i++) {
                    DotKernels.oneByOne(w, i * columns, inputs[r], 0, columns, on.sums(), out[r], row + i);
                }
            }
            return;
        }
        int r = 0;
        for (; r + 4 <= rows; r += 4) {
            DotKernels.fourByFour(
                    w, inputs[r], inputs[r + 1], inputs[r + 2], inputs[r + 3], columns, on.sums(),
                    out[r], out[r + 1], out[r + 2], out[r + 3], row);
        }
        for (; r < rows; r++) {
            DotKernels.fourByOne(
                    w, 0, columns, 2 * columns, 3 * columns, inputs[r], 0, columns, on.sums(), out[r], row);
        }
    }

    private void decode(int m, int row, int height, float[] to) {
        WeightMatrix matrix = matrices[m];
        long start = row * matrix.rowBytes();
        if (kernels.get(m).isPresent()) {
            kernels.get(m).get().decode(matrix.data(), start, height, to);
        } else {
            RowDecoder.decode(matrix.type(), matrix.data(), start, height * matrix.columns(), to, 0);
        }
    }

    private static int tiles(WeightMatrix matrix) {
        return Math.ceilDiv(matrix.rows(), DotKernels.TILE);
    }
}
