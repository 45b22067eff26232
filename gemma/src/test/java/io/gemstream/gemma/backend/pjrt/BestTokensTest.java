package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.model.WeightMatrix;
import io.gemstream.gemma.sampling.Logits;
import io.gemstream.testing.oracle.Golden;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The best tokens as the device finds them, against all logits of the same backend. */
@NeedsPlugin
class BestTokensTest {

    private static final int VOCABULARY = 512;

    @Test
    void areTheBestOfAllLogitsAndMuchLessToCopy() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                PjrtBackend backend = Runs.backend(model, PjrtProfile.EXACT, StepShapes.uniform(4))) {
            StepPlan plan = plan();
            float[][] logits = new float[3][VOCABULARY];
            backend.run(plan, logits);
            PjrtMetrics rows = backend.metrics();
            List<Logits> best = backend.run(plan, new int[] {5, 0, 127}, _ -> new float[VOCABULARY]);
            assertThat(best).hasSize(2);
            assertBest(best.get(0), 5, logits[0]);
            assertBest(best.get(1), 127, logits[2]);

            // 17 rows in five launches of 4; the wanted ones are in two of them: 128 logits and ids, a sum, for 4 rows.
            long perLaunch = 4 * (2 * 128 + 1) * 4;
            assertThat(rows.steps()).isEqualTo(1);
            assertThat(rows.readBytes()).isEqualTo(2 * (perLaunch + 4 * VOCABULARY * 4));
            assertThat(backend.metrics().readBytes() - rows.readBytes()).isEqualTo(2 * perLaunch);
        }
    }

    @Test
    void aStepCanHaveBoth() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                PjrtBackend backend = Runs.backend(model, PjrtProfile.EXACT, StepShapes.uniform(20))) {
            StepPlan plan = plan();
            float[][] logits = new float[3][VOCABULARY];
            backend.run(plan, logits);
            List<Logits> mixed = backend.run(plan, new int[] {0, 0, 3}, _ -> new float[VOCABULARY]);
            assertThat(mixed.get(0)).isInstanceOfSatisfying(Logits.Row.class, row -> {
                assertThat(row.row()).isEqualTo(logits[0]);
                assertThat(row.logSum().orElseThrow()).isCloseTo(logSum(logits[0]), within(1e-5));
            });
            assertBest(mixed.get(1), 3, logits[2]);
        }
    }

    @Test
    void requestsThatCannotBeMetAreRefused() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                PjrtBackend backend = Runs.backend(model, PjrtProfile.EXACT, StepShapes.uniform(4))) {
            assertThatThrownBy(() -> backend.run(plan(), new int[] {1, 128, 1}, _ -> new float[VOCABULARY]))
                    .hasMessage("best: 128 (expected: 0 to 127)");
            assertThatThrownBy(() -> backend.run(plan(), new int[2], _ -> new float[VOCABULARY]))
                    .hasMessage("best: 2 numbers (expected: 3, one per slice)");
        }
    }

    /** Every token has seven others that are exactly as good. */
    @Test
    void equalLogitsComeTogetherTheLowerIdFirst() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                Arena arena = Arena.ofShared();
                PjrtBackend backend = backend(model, arena, 8)) {
            float[][] logits = new float[3][VOCABULARY];
            backend.run(plan(), logits);
            List<Logits> best = backend.run(plan(), new int[] {1, 0, 9}, _ -> new float[VOCABULARY]);
            assertBest(best.get(0), 8, logits[0]);
            assertBest(best.get(1), 16, logits[2]);
        }
    }

    /** 256 tokens are exactly as good as the best, and 128 are found on the device: only the row tells which they are. */
    @Test
    void moreEqualLogitsThanTheDeviceTellsBringTheWholeRow() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                Arena arena = Arena.ofShared();
                PjrtBackend backend = backend(model, arena, 256)) {
            float[][] logits = new float[3][VOCABULARY];
            backend.run(plan(), logits);
            List<Logits> found = backend.run(plan(), new int[] {1, 0, 20}, _ -> new float[VOCABULARY]);
            assertThat(found).map(row -> ((Logits.Row) row).row()).containsExactly(logits[0], logits[2]);
        }
    }

    /** At least {@code wanted} of the best, in order, with all equal to the last of those. */
    static void assertBest(Logits found, int wanted, float[] logits) {
        Logits.Best best = (Logits.Best) found;
        int[] expected = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparing(id -> id))
                .mapToInt(Integer::intValue)
                .limit(best.ids().length)
                .toArray();
        assertThat(best.ids()).hasSizeGreaterThanOrEqualTo(wanted).isEqualTo(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(best.logits()[i]).isEqualTo(logits[expected[i]]);
        }
        long asGood = IntStream.range(0, logits.length).filter(i -> logits[i] >= best.logits()[wanted - 1]).count();
        assertThat((long) best.ids().length).isGreaterThanOrEqualTo(asGood);
        assertThat(best.logSum()).isCloseTo(logSum(logits), within(1e-5));
    }

    private static double logSum(float[] logits) {
        double largest = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).max().orElseThrow();
        return Math.log(IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i] - largest)).sum());
    }

    private static StepPlan plan() {
        int[] tokens = Golden.read("gemma2-tiny-golden.safetensors").ints("input_ids");
        return new StepPlan(List.of(
                new StepSlice(new BlockTable(8, new int[] {0, 1}), tokens, 0, 9, 0, true),
                new StepSlice(new BlockTable(8, new int[] {2}), tokens, 9, 3, 0, false),
                new StepSlice(new BlockTable(8, new int[] {3}), tokens, 20, 5, 0, true)));
    }

    /** A model of whose vocabulary every {@code group} tokens in a row are the same. */
    private static PjrtBackend backend(GemmaModel model, Arena arena, int group) {
        GemmaWeights grouped = ChangedWeights.of(
                model.weights(), matrix -> matrix.rows() == VOCABULARY ? grouped(matrix, arena, group) : matrix,
                norm -> norm);
        return PjrtBackend.create(
                model.config(), grouped, Runs.options(PjrtProfile.EXACT, StepShapes.uniform(20), 1));
    }

    private static WeightMatrix grouped(WeightMatrix matrix, Arena arena, int group) {
        MemorySegment rows = arena.allocate(matrix.rows() * matrix.rowBytes(), 64);
        for (int row = 0; row < matrix.rows(); row++) {
            MemorySegment.copy(
                    matrix.data(), row / group * group * matrix.rowBytes(), rows, row * matrix.rowBytes(),
                    matrix.rowBytes());
        }
        return new WeightMatrix(GgmlType.F32, rows, matrix.rows(), matrix.columns());
    }
}
