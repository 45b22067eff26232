package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.hlo.StepShape;
import java.util.List;

/**
 * One execution of a step program.
 *
 * @param shape the program's
 * @param rows the rows in use, the others are padding; at least one, at most the shape's
 */
record Launch(StepShape shape, List<Row> rows) {

    /**
     * One row of a launch: one token of a slice.
     *
     * @param slice number of the slice in the plan
     * @param index number of the token in the slice
     */
    record Row(int slice, int index) {}

    Launch {
        rows = List.copyOf(rows);
    }

    int padding() {
        return shape.rows() - rows.size();
    }
}
