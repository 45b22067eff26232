package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.hlo.StepShape;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The shapes that programs are compiled for. An accelerator's program has a fixed number of rows, and a compiler may
 * sum in another order for another number; so the choice of shapes decides what stays equal to the bit.
 *
 * @param decode shapes of one row per table, ascending; at least one
 * @param prefill shapes of one table, ascending; may be empty
 */
public record StepShapes(List<StepShape> decode, List<StepShape> prefill) {

    public StepShapes {
        decode = decode.stream().sorted(Comparator.comparingInt(StepShape::rows)).toList();
        prefill = prefill.stream().sorted(Comparator.comparingInt(StepShape::rows)).toList();
        if (decode.isEmpty()
                || decode.stream().anyMatch(shape -> shape.rowsPerTable() != 1)
                || prefill.stream().anyMatch(shape -> shape.tables() != 1)) {
            throw new IllegalArgumentException(
                    "shapes: " + decode + " and " + prefill + " (expected: Nx1 for decode, 1xN for prefill)");
        }
    }

    /**
     * One program for everything: each row has its own table, whether it is decoded or part of a prompt. The bits of a
     * row depend on its sequence alone, not on batch or chunks. Costs padding in small steps, and prompts read the
     * cache once per row.
     */
    public static StepShapes uniform(int rows) {
        return new StepShapes(List.of(new StepShape(rows, 1)), List.of());
    }

    /**
     * One program for decode and one per chunk size. Decode does not depend on the batch; the same token may differ in
     * its last bits between prefill and decode, and between chunks of different sizes.
     *
     * @param slots sequences that decode together
     * @param chunks rows of prefill programs
     */
    public static StepShapes bucketed(int slots, int... chunks) {
        return new StepShapes(
                List.of(new StepShape(slots, 1)),
                IntStream.of(chunks).mapToObj(rows -> new StepShape(1, rows)).toList());
    }

    /** All shapes. */
    Stream<StepShape> all() {
        return Stream.concat(decode.stream(), prefill.stream());
    }

    /** The smallest shape with room for {@code rows}, or the largest there is. */
    static StepShape fit(List<StepShape> shapes, int rows) {
        return shapes.stream().filter(shape -> shape.rows() >= rows).findFirst().orElseGet(shapes::getLast);
    }
}
