package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.PjrtBuffer;
import io.gemstream.gemma.sampling.Logits;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;

/** Copies the results of the output head to the host: the best tokens at once, whole rows of logits where needed. */
final class HeadResults {

    private final Readback readback;
    private final List<PjrtBuffer> logits; // per device, [rows, share]
    private final BestOfDevices best;
    private final List<Integer> slices; // that the rows belong to
    private final Sizes sizes;
    private final List<MemorySegment> whole = new ArrayList<>(); // per device, empty until whole rows are needed

    /**
     * Sizes of the program.
     *
     * @param rows rows of logits
     * @param best best tokens per row
     * @param share tokens per device
     */
    record Sizes(int rows, int best, int share) {}

    private HeadResults(
            Readback readback, List<PjrtBuffer> logits, BestOfDevices best, List<Integer> slices, Sizes sizes) {
        this.readback = readback;
        this.logits = logits;
        this.best = best;
        this.slices = slices;
        this.sizes = sizes;
    }

    /** Starts to copy the best; they are there once {@code readback} was awaited, which closes the results, too. */
    static HeadResults start(Readback readback, List<List<PjrtBuffer>> results, List<Integer> slices, Sizes sizes) {
        BestOfDevices best =
                new BestOfDevices(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), sizes.best, sizes.share);
        for (List<PjrtBuffer> result : readback.take(results)) {
            best.logits().add(readback.start(result.get(1), 4L * sizes.rows * sizes.best, 2));
            best.ids().add(readback.start(result.get(2), 4L * sizes.rows * sizes.best, 2));
            best.logSums().add(readback.start(result.get(3), 4L * sizes.rows, 1));
        }
        return new HeadResults(readback, results.stream().map(List::getFirst).toList(), best, slices, sizes);
    }

    /**
     * Starts to copy all logits, if a slice needs them.
     *
     * @param wanted best tokens per slice of the plan, 0 for all logits
     */
    void startRows(int[] wanted) {
        for (int row = 0; row < slices.size() && whole.isEmpty(); row++) {
            if (best(row, wanted).isEmpty()) {
                logits.forEach(share -> whole.add(readback.start(share, 4L * sizes.rows * sizes.share, 2)));
            }
        }
    }

    /** Puts what was found where it is looked for: by number of the slice. */
    void deliver(int[] wanted, IntFunction<float[]> rows, Logits[] found) {
        for (int row = 0; row < slices.size(); row++) {
            int slice = slices.get(row);
            Optional<Logits.Best> enough = best(row, wanted);
            found[slice] = enough.isPresent() ? enough.get() : whole(row, rows.apply(slice));
        }
    }

    private Optional<Logits.Best> best(int row, int[] wanted) {
        int count = wanted[slices.get(row)];
        return count == 0 ? Optional.empty() : best.row(row, count);
    }

    private Logits whole(int row, float[] to) {
        for (int d = 0; d < whole.size(); d++) {
            MemorySegment.copy(
                    whole.get(d), ValueLayout.JAVA_FLOAT, 4L * row * sizes.share, to, d * sizes.share, sizes.share);
        }
        return new Logits.Row(to, OptionalDouble.of(best.logSum(row)));
    }
}
