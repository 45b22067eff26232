package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.Steps;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.testing.oracle.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Life of a backend: programs kept on disk, padding counted, nothing left behind, wrong plans refused. */
@NeedsPlugin
class PjrtBackendTest {

    private static final int[] TOKENS = {2, 100, 101, 102, 103, 104, 105};

    @Test
    void compiledProgramsAreKeptAndDamagedOnesReplaced(@TempDir Path folder) throws IOException {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma1-tiny-f32.gguf"))) {
            PjrtMetrics first = startAndStop(model, folder);
            assertThat(first.compiledPrograms()).isEqualTo(2);
            PjrtMetrics second = startAndStop(model, folder);
            assertThat(second.compiledPrograms()).isZero();
            assertThat(second.loadedPrograms()).isEqualTo(2);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.writeString(file, "damaged");
                }
            }
            PjrtMetrics third = startAndStop(model, folder);
            assertThat(third.rejectedPrograms()).isEqualTo(2);
            assertThat(third.compiledPrograms()).isEqualTo(2);
        }
    }

    @Test
    void anotherModelOrShapeHasProgramsOfItsOwn(@TempDir Path folder) {
        try (GemmaModel one = GemmaModel.load(Golden.path("gemma1-tiny-f32.gguf"));
                GemmaModel other = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"))) {
            assertThat(startAndStop(one, folder).compiledPrograms()).isEqualTo(2);
            assertThat(startAndStop(other, folder).compiledPrograms()).isEqualTo(2);
            assertThat(startAndStop(one, StepShapes.uniform(2), folder).compiledPrograms()).isEqualTo(2);
            assertThat(startAndStop(other, folder).loadedPrograms()).isEqualTo(2);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("taken"));
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma1-tiny-f32.gguf"))) {
            assertThatThrownBy(() -> startAndStop(model, file)).isInstanceOf(ProgramCacheException.class)
                    .hasMessageStartingWith("program cache " + file);
        }
    }

    @Test
    void paddingIsCountedAndNothingStaysBehind() {
        PjrtBackend backend;
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma1-tiny-f32.gguf"))) {
            backend = Runs.backend(model, PjrtProfile.EXACT, StepShapes.uniform(4));
            try (backend) {
                BlockTable table = new BlockTable(8, new int[] {3});
                Steps.run(backend, table, TOKENS, 0, 5);
                PjrtMetrics after = backend.metrics();
                assertThat(after.launches()).isEqualTo(2);
                assertThat(after.rows()).isEqualTo(5);
                assertThat(after.paddedRows()).isEqualTo(3);
                assertThat(after.waste()).isEqualTo(3.0 / 8);
                assertThat(after.headRows()).isEqualTo(1);
                assertThat(after.paddedHeadRows()).isEqualTo(3);
                Steps.run(backend, table, TOKENS, 5, 1);
                assertThat(backend.metrics().liveObjects()).isEqualTo(after.liveObjects());
            }
        }
        assertThat(backend.metrics().liveObjects()).isZero();
    }

    @Test
    void plansThatCannotBeRunAreRefused() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma1-tiny-f32.gguf"));
                PjrtBackend backend = Runs.backend(model, PjrtProfile.EXACT, StepShapes.uniform(1))) {
            BlockTable table = new BlockTable(8, new int[] {0});
            float[][] logits = new float[1][512];
            assertThatThrownBy(() -> backend.run(plan(table, 512), logits))
                    .hasMessage("token: 512 (expected: 0 to 511)");
            assertThatThrownBy(() -> backend.run(plan(table, 5), new float[1][511]))
                    .hasMessage("logits[0]: 511 floats (expected: 512)");
            assertThatThrownBy(() -> backend.run(plan(table, 5), new float[2][512]))
                    .hasMessage("logits: 2 rows (expected: 1, one per slice)");
            BlockTable tooLong = new BlockTable(8, new int[33]);
            StepSlice late = new StepSlice(tooLong, new int[] {5}, 0, 1, 260, true);
            assertThatThrownBy(() -> backend.run(new StepPlan(List.of(late)), logits))
                    .hasMessage("sequence: 261 positions (expected: at most 256)");
        }
    }

    private static StepPlan plan(BlockTable table, int token) {
        return new StepPlan(List.of(new StepSlice(table, new int[] {token}, 0, 1, 0, true)));
    }

    private static PjrtMetrics startAndStop(GemmaModel model, Path folder) {
        return startAndStop(model, StepShapes.uniform(1), folder);
    }

    private static PjrtMetrics startAndStop(GemmaModel model, StepShapes shapes, Path folder) {
        PjrtOptions options = Runs.options(PjrtProfile.EXACT, shapes, 1, Optional.of(folder));
        try (PjrtBackend backend = PjrtBackend.create(model.config(), model.weights(), options)) {
            Steps.run(backend, new BlockTable(8, new int[] {0}), TOKENS, 0, 1);
            return backend.metrics();
        }
    }
}
