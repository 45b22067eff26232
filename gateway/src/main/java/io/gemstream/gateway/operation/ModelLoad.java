package io.gemstream.gateway.operation;

import io.gemstream.gateway.admission.Capacity;
import io.gemstream.gateway.admission.ModelWorkload;
import io.gemstream.gateway.admission.Running;
import io.gemstream.gateway.admission.TenantBacklog;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import io.gemstream.proto.v1.SamplingOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up the work of the open rows of one model. Not thread-safe. */
final class ModelLoad {

    private record Place(Lane lane, Tenant tenant) {

        static Place of(OperationRecord row) {
            return new Place(Lane.ofRow(row), Operations.tenant(row));
        }
    }

    private final Map<String, OperationRecord> running = new HashMap<>();
    private final Map<Place, WaitingOperations> waiting = new HashMap<>();
    private final GenerationLengths lengths = new GenerationLengths();

    void add(OperationRecord row) {
        switch (row.getState()) {
            case QUEUED -> waiting.computeIfAbsent(Place.of(row), _ -> new WaitingOperations()).add(row);
            case RUNNING -> running.put(row.getRequestId(), row);
            // A claim alone may never become work.
            case ENDED, CLAIMED, STATE_UNSPECIFIED, UNRECOGNIZED -> { }
        }
    }

    void remove(OperationRecord row) {
        running.remove(row.getRequestId());
        if (row.getState() == State.QUEUED) {
            waiting.computeIfPresent(Place.of(row), (_, waiting) -> {
                waiting.remove(row);
                return waiting.isEmpty() ? null : waiting;
            });
        }
    }

    /** Takes the length of a generation that has just ended. One that is cancelled frees its slot as one that stops. */
    void learn(OperationRecord ended) {
        FinishReason reason = ended.getFinish().getReason();
        if (ended.getAttempts() > 0 && reason != FinishReason.ERROR && !TokenBudget.of(ended).endless()) {
            lengths.ended(ended.getFinish().getUsage().getCompletionTokens(), reason == FinishReason.LENGTH);
        }
    }

    /** Generations at work, and those that wait. */
    int generations() {
        return running.size() + waiting.values().stream().mapToInt(WaitingOperations::generations).sum();
    }

    /** Tokens that a request is expected to generate. */
    double expected(SamplingOptions sampling, Capacity workers) {
        return TokenBudget.of(sampling).expected(lengths, 0, workers.longest());
    }

    /**
     * The work that is left to do. The progress of generations that run follows from the time since they began, which
     * is fresher than any heartbeat.
     *
     * @param nowMs milliseconds since 1970
     */
    ModelWorkload workload(long nowMs, Capacity workers) {
        // Any will do: the map has them in the order of their ids' hashes.
        List<Double> left = running.values().stream().limit(Running.LOOKED_AT).map(row -> {
            double generated = (nowMs - row.getStartedMs()) / 1e3 * workers.tokensPerSecond() / running.size();
            return TokenBudget.of(row).expected(lengths, Math.max(0, generated), workers.longest());
        }).toList();
        List<TenantBacklog> backlogs = waiting.entrySet().stream().map(rows -> new TenantBacklog(rows.getKey().lane(),
                rows.getKey().tenant(), rows.getValue().generations(),
                rows.getValue().expected(lengths, workers.longest()), rows.getValue().oldestMs())).toList();
        return new ModelWorkload(new Running(running.size(), left), backlogs);
    }
}
