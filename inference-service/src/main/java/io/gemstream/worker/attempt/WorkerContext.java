package io.gemstream.worker.attempt;

import io.gemstream.gemma.BoundGrammars;
import io.gemstream.gemma.engine.Engine;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;

/**
 * The parts of a worker that all its generations share.
 *
 * @param identity who they are written by
 * @param hashes names of model and tokenizer; always completes, by itself
 * @param engine what computes them
 * @param grammars the constraints of tasks, compiled
 * @param pieces what the vocabulary calls its tokens, by id
 * @param cancellations which of them are cancelled
 * @param metrics where they are counted
 * @param throughput how fast they go
 * @param maxAttempts attempts in a row that add no token, after which a task is given up
 * @param engineClosed called when the engine refuses work because it has ended
 */
public record WorkerContext(
        WorkerIdentity identity,
        CompletionStage<ModelHashes> hashes,
        Engine engine,
        BoundGrammars grammars,
        IntFunction<String> pieces,
        Cancellations cancellations,
        WorkerMetrics metrics,
        Throughput throughput,
        int maxAttempts,
        Runnable engineClosed) {}
