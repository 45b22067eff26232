package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.hlo.StepShape;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import java.util.ArrayList;
import java.util.List;

/** Cuts a step plan into launches of the shapes that programs are compiled for. Rows of a slice stay in order. */
final class StepPacker {

    private final StepShapes shapes;

    StepPacker(StepShapes shapes) {
        this.shapes = shapes;
    }

    List<Launch> pack(StepPlan plan) {
        List<Launch> launches = new ArrayList<>();
        List<Launch.Row> single = new ArrayList<>();
        for (int s = 0; s < plan.slices().size(); s++) {
            StepSlice slice = plan.slices().get(s);
            if (slice.count() > 1 && !shapes.prefill().isEmpty()) {
                cut(rows(s, slice), shapes.prefill(), launches);
            } else {
                single.addAll(rows(s, slice));
            }
        }
        cut(single, shapes.decode(), launches);
        return launches;
    }

    private static void cut(List<Launch.Row> rows, List<StepShape> shapes, List<Launch> launches) {
        int from = 0;
        while (from < rows.size()) {
            StepShape shape = StepShapes.fit(shapes, rows.size() - from);
            int to = Math.min(rows.size(), from + shape.rows());
            launches.add(new Launch(shape, rows.subList(from, to)));
            from = to;
        }
    }

    private static List<Launch.Row> rows(int number, StepSlice slice) {
        List<Launch.Row> rows = new ArrayList<>(slice.count());
        for (int i = 0; i < slice.count(); i++) {
            rows.add(new Launch.Row(number, i));
        }
        return rows;
    }
}
