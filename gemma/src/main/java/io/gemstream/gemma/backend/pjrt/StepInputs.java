package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.hlo.CacheSpec;
import io.gemstream.gemma.backend.pjrt.hlo.StepProgram;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import java.util.ArrayList;
import java.util.List;

/**
 * Inputs of a step program for one launch.
 *
 * <p>A padding row repeats the last row, but its slot lies beyond the cache, so that nothing is written for it, and its
 * positions make no loop longer.
 *
 * @param rows [rows, 3]: token, position, slot
 * @param pages [tables, pages]: block numbers
 * @param wanted the rows whose logits are wanted, in order
 * @param slices the slice that each of them belongs to
 */
record StepInputs(int[] rows, int[] pages, List<Integer> wanted, List<Integer> slices) {

    static StepInputs of(StepPlan plan, Launch launch, CacheSpec cache) {
        int[] rows = new int[launch.shape().rows() * StepProgram.ROW_FIELDS];
        int[] pages = new int[launch.shape().tables() * cache.pages()];
        List<Integer> wanted = new ArrayList<>();
        List<Integer> slices = new ArrayList<>();
        for (int r = 0; r < launch.shape().rows(); r++) {
            boolean padding = r >= launch.rows().size();
            Launch.Row row = padding ? launch.rows().getLast() : launch.rows().get(r);
            StepSlice slice = plan.slices().get(row.slice());
            int position = slice.start() + row.index();
            int at = r * StepProgram.ROW_FIELDS;
            rows[at] = slice.tokens()[slice.offset() + row.index()];
            rows[at + 1] = position;
            rows[at + 2] = padding ? cache.slots() + r : Math.toIntExact(slice.blocks().row(0, position));
            if (r % launch.shape().rowsPerTable() == 0) {
                int[] ids = slice.blocks().ids()[0];
                System.arraycopy(
                        ids, 0, pages, r / launch.shape().rowsPerTable() * cache.pages(),
                        Math.min(ids.length, cache.pages()));
            }
            if (!padding && slice.wantsLogits() && row.index() == slice.count() - 1) {
                wanted.add(r);
                slices.add(row.slice());
            }
        }
        return new StepInputs(rows, pages, wanted, slices);
    }
}
