package io.gemstream.gemma.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.gemma.kernel.machine.MachineRowFunctions;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Draws of resumed generations go by these sums, so a worker in machine code and one in Java must have the same. */
class FunctionExponentialsTest {

    private static final int SIZE = 4099;

    @ParameterizedTest
    @EnumSource
    void machineCodeHasTheBitsOfJava(InstructionSet set) {
        with(set, FunctionExponentialsTest::sameBits);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoNumberIsNotLost(InstructionSet set) {
        with(set, exponentials -> {
            Sampler sampler = new Sampler(70, exponentials);
            for (int at = 0; at < 70; at++) {
                float[] logits = arguments(70);
                logits[at] = Float.NaN;
                assertThatIllegalArgumentException().as("NaN at %s", at)
                        .isThrownBy(() -> sampler.sample(logits, SamplerOptions.builder().temperature(0).build(),
                                new TokenHistory(new int[0]), TokenLimits.NONE, 0))
                        .withMessage("logits: largest is NaN (expected: a finite number)");
            }
        });
    }

    private static void sameBits(RowExponentials exponentials) {
        for (int n : new int[] {1, 15, 16, 17, 100, SIZE}) {
            float[] expected = arguments(n);
            float[] x = arguments(n);
            RowExponentials java = RowExponentials.ofJava();
            assertThat(exponentials.max(x, n)).isEqualTo(java.max(expected, n));
            java.exponentials(expected, n);
            exponentials.exponentials(x, n);
            assertThat(x).as("n %s", n).isEqualTo(expected);
        }
    }

    /** Up to 0, some so far below it that nothing is left. */
    private static float[] arguments(int n) {
        float[] ends = {-0f, 0, -87, Math.nextDown(-87f), Math.nextUp(-87f), Float.NEGATIVE_INFINITY, -Float.MIN_VALUE};
        Random random = new Random(n);
        float[] arguments = new float[n];
        for (int i = 0; i < n; i++) {
            arguments[i] = i < ends.length ? ends[i] : -Math.abs((float) random.nextGaussian() * 50);
        }
        return arguments;
    }

    private static void with(InstructionSet set, Consumer<RowExponentials> check) {
        Assumptions.assumeTrue(set.hasRowFunctions() && InstructionSet.all().contains(set), set + ": not here");
        try (MachineRowFunctions functions = MachineRowFunctions.create(set)) {
            check.accept(RowExponentials.of(functions));
        }
    }
}
