package io.gemstream.gateway.operation;

import io.gemstream.gateway.admission.Backlog;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import java.util.Optional;

/**
 * What the rows of one model add up to.
 *
 * @param open generations that have not ended
 * @param costTokens tokens that they may generate at most
 * @param share of the tokens that they might have generated, those that ended lately did; most models stop earlier than
 *     they are allowed to
 */
record ModelLoad(int open, long costTokens, double share) {

    static final ModelLoad NONE = new ModelLoad(0, 0, 1);

    /** Weight of the generation that ended last. */
    private static final double LATEST = 0.05;

    Backlog backlog() {
        return new Backlog(open, costTokens * share);
    }

    ModelLoad plus(OperationRecord row) {
        if (waits(row)) {
            return new ModelLoad(open + 1, costTokens + row.getCostTokens(), share);
        }
        if (row.getState() != State.ENDED || row.getCostTokens() == 0 || row.getAttempts() == 0) {
            return this;
        }
        double latest = (double) row.getFinish().getUsage().getCompletionTokens() / row.getCostTokens();
        return new ModelLoad(open, costTokens, LATEST * Math.min(1, latest) + (1 - LATEST) * share);
    }

    ModelLoad minus(Optional<OperationRecord> row) {
        return row.filter(ModelLoad::waits)
                .map(known -> new ModelLoad(open - 1, costTokens - known.getCostTokens(), share))
                .orElse(this);
    }

    /** A claim alone may never become work. */
    private static boolean waits(OperationRecord row) {
        return row.getState() == State.QUEUED || row.getState() == State.RUNNING;
    }
}
