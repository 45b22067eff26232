package io.gemstream.simulated;

import io.gemstream.benchmarks.simulation.ComputingNothing;
import io.gemstream.benchmarks.throughput.StepBoard;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.sampling.Logits;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * A device that takes the time a board says and chooses the tokens by which the board knows their steps.
 */
final class SimulatedBackend extends ComputingNothing {

    /** Steps that a stream may be ahead of its client where no rate is set. */
    private static final int AHEAD = 32;
    private static final long NAP_NS = 100_000;
    /** A client that takes nothing for so long has gone. */
    private static final long PATIENCE_NS = 1_000_000_000;

    private final StepBoard board;
    private long dueNs = System.nanoTime();

    SimulatedBackend(StepBoard board, int vocabularySize, int slots, int contextLength) {
        super(vocabularySize, slots, contextLength);
        this.board = board;
    }

    @Override
    public List<Logits> run(StepPlan plan, int[] best, IntFunction<float[]> rows) {
        int tokens = (int) plan.slices().stream().filter(slice -> slice.wantsLogits()).count();
        await(tokens);
        int id = board.sampled(tokens, System.nanoTime());
        Logits chosen = chosen(id);
        return plan.slices().stream().filter(slice -> slice.wantsLogits()).map(_ -> chosen).toList();
    }

    private void await(int tokens) {
        double rate = board.rate();
        if (rate <= 0) {
            long begunNs = System.nanoTime();
            while (board.outstanding() > (long) AHEAD * tokens && System.nanoTime() - begunNs < PATIENCE_NS) {
                LockSupport.parkNanos(NAP_NS);
            }
            return;
        }
        // A device that falls behind computes what it can, and makes up for nothing.
        dueNs = Math.max(System.nanoTime(), dueNs + (long) (tokens * 1e9 / rate));
        awaitNs(dueNs);
    }
}
