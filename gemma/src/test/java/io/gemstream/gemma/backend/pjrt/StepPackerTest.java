package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.backend.pjrt.api.ElementType;
import io.gemstream.gemma.backend.pjrt.hlo.CacheSpec;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plans cut into launches, and what a launch tells its program. */
class StepPackerTest {

    private static final CacheSpec CACHE = new CacheSpec(ElementType.F32, 10, 4, 4, 2);

    @Test
    void oneShapeTakesRowsOfAllSlicesInOrder() {
        List<Launch> launches = new StepPacker(StepShapes.uniform(4)).pack(plan(3, 1, 2));
        assertThat(launches).map(launch -> launch.shape() + " " + launch.rows().size())
                .containsExactly("4x1 4", "4x1 2");
        assertThat(launches.getFirst().rows())
                .containsExactly(row(0, 0), row(0, 1), row(0, 2), row(1, 0));
        assertThat(launches.getLast().rows()).containsExactly(row(2, 0), row(2, 1));
        assertThat(launches.getLast().padding()).isEqualTo(2);
    }

    @Test
    void promptsGoToTheirBucketsAndSingleTokensTogether() {
        List<Launch> launches = new StepPacker(StepShapes.bucketed(4, 2, 8)).pack(plan(11, 1, 2, 1));
        assertThat(launches).map(launch -> launch.shape() + " " + launch.rows().size())
                .containsExactly("1x8 8", "1x8 3", "1x2 2", "4x1 2");
    }

    @Test
    void everyRowIsPackedExactlyOnce() {
        for (StepShapes shapes : List.of(StepShapes.uniform(3), StepShapes.bucketed(2, 4))) {
            List<Launch.Row> rows = new StepPacker(shapes)
                    .pack(plan(5, 1, 1, 9, 1)).stream().flatMap(launch -> launch.rows().stream()).toList();
            assertThat(rows).hasSize(17).doesNotHaveDuplicates();
        }
    }

    @Test
    void paddingRepeatsTheLastRowAndWritesNothing() {
        BlockTable table = new BlockTable(4, new int[] {7, 2});
        StepPlan plan = new StepPlan(List.of(new StepSlice(table, new int[] {50, 51, 52}, 1, 2, 3, true)));
        Launch launch = new StepPacker(StepShapes.uniform(4)).pack(plan).getFirst();
        StepInputs inputs = StepInputs.of(plan, launch, CACHE);
        assertThat(inputs.rows()).containsExactly(
                51, 3, 31, // token, position, slot: row 3 of block 7
                52, 4, 8, // row 0 of block 2
                52, 4, 42, // beyond the 40 slots
                52, 4, 43);
        assertThat(inputs.pages()).containsExactly(7, 2, 0, 0, 7, 2, 0, 0, 7, 2, 0, 0, 7, 2, 0, 0);
        assertThat(inputs.wanted()).containsExactly(1);
        assertThat(inputs.slices()).containsExactly(0);
    }

    @Test
    void aChunkHasOneTable() {
        BlockTable table = new BlockTable(4, new int[] {7, 2});
        StepPlan plan = new StepPlan(List.of(new StepSlice(table, new int[] {50, 51}, 0, 2, 0, true)));
        Launch launch = new StepPacker(StepShapes.bucketed(1, 4)).pack(plan).getFirst();
        StepInputs inputs = StepInputs.of(plan, launch, CACHE);
        assertThat(inputs.rows()).startsWith(50, 0, 28, 51, 1, 29, 51, 1, 42);
        assertThat(inputs.pages()).containsExactly(7, 2, 0, 0);
    }

    private static Launch.Row row(int slice, int index) {
        return new Launch.Row(slice, index);
    }

    private static StepPlan plan(int... counts) {
        return new StepPlan(Arrays.stream(counts)
                .mapToObj(count -> new StepSlice(
                        new BlockTable(4, new int[] {0, 1, 2}), new int[count], 0, count, 0, true))
                .toList());
    }
}
