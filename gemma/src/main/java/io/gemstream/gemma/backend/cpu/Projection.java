package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.kernel.RowDecoder;
import io.gemstream.gemma.kernel.machine.StoredDots;
import io.gemstream.gemma.model.WeightMatrix;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Multiplies rows of activations by one or more weight matrices that share their input. An item is a tile of weight
 * rows: it is decoded once into the thread's scratch and used for every row of the pass, or multiplied as it is where
 * there is but one row, and code for it.
 */
final class Projection implements MatMul, RangeWork {

    private final WeightMatrix[] matrices;
    private final float[][] inputs; // [rows, columns]
    private final float[][][] outputs; // [matrices][rows, matrix rows]
    private final ThreadScratch[] scratch;
    private final List<Optional<StoredDots.Product>> products; // of the matrices with one row
    private final int tiles;
    private int rows;

    /**
     * @param dots products with one row, where the machine has them
     * @param outputs one per matrix, [rows, matrix rows]
     */
    Projection(
            ThreadScratch[] scratch, Optional<StoredDots> dots, float[][] inputs, WeightMatrix[] matrices,
            float[][]... outputs) {
        this.scratch = scratch;
        this.inputs = inputs;
        this.matrices = matrices;
        this.outputs = outputs;
        this.products = Stream.of(matrices)
                .map(matrix -> dots.flatMap(all -> all.of(matrix.type(), matrix.columns())))
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
        if (rows == 1 && tile < whole && products.get(m).isPresent()) {
            int row = tile * DotKernels.TILE;
            products.get(m).get().multiply(
                    matrix.data(), row * matrix.rowBytes(), whole - tile, inputs[0], outputs[m][0], row);
            tile = whole;
        }
        for (; tile < to; tile++) {
            multiplyTile(on, matrix, outputs[m], tile * DotKernels.TILE);
        }
    }

    private void multiplyTile(ThreadScratch on, WeightMatrix matrix, float[][] out, int row) {
        int columns = matrix.columns();
        int height = Math.min(DotKernels.TILE, matrix.rows() - row);
        float[] w = on.weights();
        RowDecoder.decode(matrix.type(), matrix.data(), row * matrix.rowBytes(), height * columns, w, 0);
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

    private static int tiles(WeightMatrix matrix) {
        return Math.ceilDiv(matrix.rows(), DotKernels.TILE);
    }
}
