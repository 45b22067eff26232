package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.Steps;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.testing.oracle.Golden;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bits of a sequence do not depend on what else runs, on its row, on its blocks, or on how it was cut. */
@NeedsPlugin
class BatchInvarianceTest {

    private static final int LENGTH = 40;

    private static GemmaModel model;
    private static PjrtBackend backend;
    private static int[] tokens;
    private static float[] alone;

    @BeforeAll
    static void runAlone() {
        tokens = Golden.read("gemma2-tiny-golden.safetensors").ints("input_ids");
        model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
        backend = Runs.backend(model, PjrtProfile.EXACT, StepShapes.uniform(4));
        alone = Steps.inChunks(backend, Steps.scattered(backend, LENGTH, 0), prefix(), 1);
    }

    @AfterAll
    static void close() {
        backend.close();
        model.close();
    }

    @Test
    void chunksDoNotMatter() {
        for (int chunk : new int[] {3, 4, 7, LENGTH}) {
            float[] logits = Steps.inChunks(backend, Steps.scattered(backend, LENGTH, 0), prefix(), chunk);
            assertThat(logits).as("chunks of %s", chunk).isEqualTo(alone);
        }
    }

    @Test
    void blocksDoNotMatter() {
        BlockTable inOrder = new BlockTable(8, new int[] {20, 21, 22, 23, 24});
        assertThat(Steps.inChunks(backend, inOrder, prefix(), LENGTH)).isEqualTo(alone);
    }

    /** Four sequences at different positions; the one that is looked at takes every place once. */
    @Test
    void neighboursDoNotMatter() {
        for (int place = 0; place < 4; place++) {
            List<BlockTable> tables = new ArrayList<>();
            for (int s = 0; s < 4; s++) {
                BlockTable table = new BlockTable(8, new int[] {5 * s, 5 * s + 1, 5 * s + 2, 5 * s + 3, 5 * s + 4});
                tables.add(table);
                Steps.run(backend, table, tokens, 0, s == place ? LENGTH - 1 : 5 + 9 * s);
            }
            List<StepSlice> slices = new ArrayList<>();
            for (int s = 0; s < 4; s++) {
                int at = s == place ? LENGTH - 1 : 5 + 9 * s;
                slices.add(new StepSlice(tables.get(s), tokens, at, 1, at, true));
            }
            float[][] logits = new float[4][backend.vocabularySize()];
            backend.run(new StepPlan(slices), logits);
            assertThat(logits[place]).as("place %s", place).isEqualTo(alone);
        }
    }

    /** With programs of their own for prompts, too: the prompts are the same, the batch is not. */
    @Test
    void decodeInBucketsDoesNotDependOnTheBatch() {
        try (PjrtBackend buckets = Runs.backend(model, PjrtProfile.BF16, StepShapes.bucketed(4, 16))) {
            BlockTable table = new BlockTable(8, new int[] {0, 1, 2, 3, 4});
            Steps.run(buckets, table, tokens, 0, 30);
            float[] single = Steps.run(buckets, table, tokens, 30, 1);
            List<StepSlice> slices = new ArrayList<>();
            for (int s = 1; s < 4; s++) {
                BlockTable other = new BlockTable(8, new int[] {5 * s, 5 * s + 1, 5 * s + 2});
                Steps.run(buckets, other, tokens, 0, 7 * s);
                slices.add(new StepSlice(other, tokens, 7 * s, 1, 7 * s, true));
            }
            slices.add(new StepSlice(table, tokens, 30, 1, 30, true));
            float[][] logits = new float[4][buckets.vocabularySize()];
            buckets.run(new StepPlan(slices), logits);
            assertThat(logits[3]).isEqualTo(single);
        }
    }

    private static int[] prefix() {
        int[] prefix = new int[LENGTH];
        System.arraycopy(tokens, 0, prefix, 0, LENGTH);
        return prefix;
    }
}
