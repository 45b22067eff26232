package io.gemstream.gemma.kernel.machine;

import static io.gemstream.gemma.kernel.RandomRows.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bits of the machine code against those of the kernels in Java, at every length up to some vectors and one. */
class MachineRowFunctionsTest {

    private static final RowFunctions JAVA = RowFunctions.ofJava();
    private static final int MOST = 5 * 16 + 1;
    private static final int GUARDED = 3;

    @ParameterizedTest
    @EnumSource
    void rmsNorm(InstructionSet set) {
        with(set, functions -> {
            for (int n = 1; n <= MOST; n++) {
                float[] x = random(n, n + GUARDED, 3);
                float[] weight = random(n + 1, n, 2);
                float[] expected = new float[n + GUARDED];
                float[] out = expected.clone();
                JAVA.rmsNorm(x, 1, weight, n, 1e-6f, expected, 2);
                functions.rmsNorm(x, 1, weight, n, 1e-6f, out, 2);
                assertThat(out).as("n %s", n).isEqualTo(expected);
                functions.rmsNorm(x, 1, weight, n, 1e-6f, x, 1);
                assertThat(Arrays.copyOfRange(x, 1, n + 1)).isEqualTo(Arrays.copyOfRange(expected, 2, n + 2));
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void geluGate(InstructionSet set) {
        with(set, functions -> {
            for (int n = 1; n <= MOST; n++) {
                float[] gate = random(n, n + GUARDED, 40);
                float[] up = random(n + 1, n, 2);
                float[] expected = gate.clone();
                JAVA.geluGate(expected, up, n);
                functions.geluGate(gate, up, n);
                assertThat(gate).as("n %s", n).isEqualTo(expected);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void softcap(InstructionSet set) {
        with(set, functions -> {
            for (int n = 1; n <= MOST; n++) {
                float[] x = random(n, n + GUARDED, 200);
                float[] expected = x.clone();
                JAVA.softcap(expected, 1, n, 30);
                functions.softcap(x, 1, n, 30);
                assertThat(x).as("n %s", n).isEqualTo(expected);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void exponentials(InstructionSet set) {
        with(set, functions -> {
            for (int n = 1; n <= MOST; n++) {
                float[] x = random(n, n + GUARDED, 100);
                float[] expected = x.clone();
                assertThat(functions.max(x, n)).as("n %s", n).isEqualTo(JAVA.max(x, n));
                float sum = JAVA.exponentials(expected, n, 7);
                assertThat(functions.exponentials(x, n, 7)).as("n %s", n).isEqualTo(sum);
                assertThat(x).as("n %s", n).isEqualTo(expected);
            }
        });
    }

    /** What is no number stays none, and what is infinite ends where the formula does. */
    @ParameterizedTest
    @EnumSource
    void theEndsOfTheRange(InstructionSet set) {
        with(set, functions -> {
            float[] x = new float[32];
            float[] ends = {
                0, -0f, Float.MIN_VALUE, 1e-30f, 1000, -1000, Float.MAX_VALUE, -Float.MAX_VALUE,
                Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN
            };
            System.arraycopy(ends, 0, x, 0, ends.length);
            float[] up = new float[32];
            Arrays.fill(up, 1);
            same(x, y -> functions.softcap(y, 0, 32, 1), y -> JAVA.softcap(y, 0, 32, 1));
            same(x, y -> functions.exponentials(y, 32, 0), y -> JAVA.exponentials(y, 32, 0));
            same(x, y -> functions.geluGate(y, up, 32), y -> JAVA.geluGate(y, up, 32));
            same(x, y -> functions.rmsNorm(y, 0, up, 32, 1e-6f, y, 0),
                    y -> JAVA.rmsNorm(y, 0, up, 32, 1e-6f, y, 0));
        });
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsNotInTheArray(InstructionSet set) {
        with(set, functions -> {
            float[] x = new float[32];
            refuses(() -> functions.rmsNorm(x, 1, x, 32, 0, x, 0));
            refuses(() -> functions.rmsNorm(x, 0, x, 32, 0, x, 1));
            refuses(() -> functions.rmsNorm(x, 0, new float[31], 32, 0, x, 0));
            refuses(() -> functions.geluGate(x, new float[31], 32));
            refuses(() -> functions.geluGate(x, x, 33));
            refuses(() -> functions.softcap(x, 17, 16, 1));
            refuses(() -> functions.exponentials(x, 33, 0));
            refuses(() -> functions.max(x, 33));
        });
    }

    /** Rows of all groups, magnitudes down to where a block is taken for zero, and halves, which go to even. */
    @ParameterizedTest
    @EnumSource
    void rounding(InstructionSet set) {
        InstructionSets.assumePresent(set);
        int columns = 5 * PanelFormat.BLOCK;
        try (Arena arena = Arena.ofConfined(); PanelKernels kernels = PanelKernels.create(set)) {
            for (int count = 1; count <= 2 * QuantisedRows.GROUP + 1; count++) {
                long bytes = QuantisedRows.bytes(count, columns);
                QuantisedRows expected = new QuantisedRows(arena.allocate(bytes, 64));
                QuantisedRows rows = new QuantisedRows(arena.allocate(bytes, 64));
                expected.resize(count, columns);
                rows.resize(count, columns);
                for (int row = 0; row < count; row++) {
                    float[] x = row(count, row, columns);
                    expected.set(row, x);
                    kernels.quantise(rows, row, x);
                }
                assertThat(rows.data().toArray(ValueLayout.JAVA_BYTE)).as("%s rows", count)
                        .isEqualTo(expected.data().toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    /** What a model should never compute is not made finite: the sampler sees it. */
    @ParameterizedTest
    @EnumSource
    void roundingKeepsWhatIsNotFinite(InstructionSet set) {
        InstructionSets.assumePresent(set);
        try (Arena arena = Arena.ofConfined(); PanelKernels kernels = PanelKernels.create(set)) {
            QuantisedRows rows = new QuantisedRows(arena.allocate(QuantisedRows.bytes(1, PanelFormat.BLOCK), 64));
            rows.resize(1, PanelFormat.BLOCK);
            for (float value : new float[] {Float.NaN, -Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                for (int i = 0; i < PanelFormat.BLOCK; i++) {
                    float[] x = random(i, PanelFormat.BLOCK, 3);
                    x[i] = value;
                    kernels.quantise(rows, 0, x);
                    float scale = rows.data().get(ValueLayout.JAVA_FLOAT, QuantisedRows.SCALE);
                    assertThat(Float.isFinite(scale)).as("%s at %s", value, i).isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void roundingRefusesWhatIsNotThere(InstructionSet set) {
        InstructionSets.assumePresent(set);
        try (Arena arena = Arena.ofConfined(); PanelKernels kernels = PanelKernels.create(set)) {
            QuantisedRows rows = new QuantisedRows(arena.allocate(QuantisedRows.bytes(1, PanelFormat.BLOCK), 64));
            rows.resize(1, PanelFormat.BLOCK);
            refuses(() -> kernels.quantise(rows, 1, new float[PanelFormat.BLOCK]));
            refuses(() -> kernels.quantise(rows, 0, new float[PanelFormat.BLOCK - 1]));
        }
    }

    private static float[] row(int count, int row, int columns) {
        float[] x = random(31L * count + row, columns, 3);
        for (int i = 0; i < PanelFormat.BLOCK; i++) {
            x[i] = i % 2 == 0 ? 127 : i - 16.5f;
            x[PanelFormat.BLOCK + i] = 0;
            x[2 * PanelFormat.BLOCK + i] *= Float.MIN_NORMAL * 30 * (row % 4);
            x[3 * PanelFormat.BLOCK + i] *= 1e30f;
        }
        return x;
    }

    private static void with(InstructionSet set, Consumer<MachineRowFunctions> test) {
        InstructionSets.assumePresent(set);
        Assumptions.assumeTrue(set.hasRowFunctions(), () -> "there is no such code for " + set);
        try (MachineRowFunctions functions = MachineRowFunctions.create(set)) {
            test.accept(functions);
        }
    }

    private static void same(float[] x, Consumer<float[]> machine, Consumer<float[]> java) {
        float[] actual = x.clone();
        float[] expected = x.clone();
        machine.accept(actual);
        java.accept(expected);
        assertThat(actual).isEqualTo(expected);
    }

    private static void refuses(Runnable call) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(call::run);
    }
}
