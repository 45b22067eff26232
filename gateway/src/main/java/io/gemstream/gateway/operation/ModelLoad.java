package io.gemstream.gateway.operation;

import io.gemstream.gateway.admission.Backlog;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import java.util.HashMap;
import java.util.Map;

/** What the rows of one model add up to. Not thread-safe. */
final class ModelLoad {

    /** Weight of the generation that ended last. */
    private static final double LATEST = 0.05;

    private final Map<String, OperationRecord> running = new HashMap<>();
    private int waiting;
    private long waitingTokens;
    /** Of the tokens that they might have generated, those that ended lately did this part; most stop earlier. */
    private double share = 1;

    void add(OperationRecord row) {
        switch (row.getState()) {
            case QUEUED -> {
                waiting++;
                waitingTokens += row.getCostTokens();
            }
            case RUNNING -> running.put(row.getRequestId(), row);
            case ENDED -> {
                if (row.getCostTokens() > 0 && row.getAttempts() > 0) {
                    double latest = (double) row.getFinish().getUsage().getCompletionTokens() / row.getCostTokens();
                    share = LATEST * Math.min(1, latest) + (1 - LATEST) * share;
                }
            }
            // A claim alone may never become work.
            case CLAIMED, STATE_UNSPECIFIED, UNRECOGNIZED -> { }
        }
    }

    void remove(OperationRecord row) {
        if (row.getState() == State.QUEUED) {
            waiting--;
            waitingTokens -= row.getCostTokens();
        }
        running.remove(row.getRequestId());
    }

    /**
     * What is left to do. How far those that run have come follows from the time since they began, which is fresher
     * than any heartbeat.
     *
     * @param nowMs milliseconds since 1970
     * @param tokensPerSecond of all workers together
     */
    Backlog backlog(long nowMs, double tokensPerSecond) {
        double tokens = waitingTokens * share;
        for (OperationRecord row : running.values()) {
            double generated = (nowMs - row.getStartedMs()) / 1e3 * tokensPerSecond / running.size();
            tokens += Math.max(0, row.getCostTokens() * share - Math.max(0, generated));
        }
        return new Backlog(waiting + running.size(), tokens);
    }
}
