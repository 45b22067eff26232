package io.gemstream.gateway.operation;

import io.gemstream.gateway.admission.WaitingLine;
import io.gemstream.gateway.admission.Work;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the rows of one model add up to. Not thread-safe. */
final class ModelLoad {

    /** Weight of the generation that ended last. */
    private static final double LATEST = 0.05;

    private record Place(Lane lane, Tenant tenant) {

        static Place of(OperationRecord row) {
            return new Place(Operations.lane(row), Operations.tenant(row));
        }
    }

    /** The rows of a tenant that wait in a lane, in the order in which they came. */
    private static final class Line {

        private final LinkedHashMap<String, OperationRecord> rows = new LinkedHashMap<>();
        private long tokens;
    }

    private final Map<String, OperationRecord> running = new HashMap<>();
    private final Map<Place, Line> waiting = new HashMap<>();
    /** Of the tokens that they might have generated, those that ended lately did this part; most stop earlier. */
    private double share = 1;

    void add(OperationRecord row) {
        switch (row.getState()) {
            case QUEUED -> {
                Line line = waiting.computeIfAbsent(Place.of(row), _ -> new Line());
                line.rows.put(row.getRequestId(), row);
                line.tokens += row.getCostTokens();
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
        running.remove(row.getRequestId());
        if (row.getState() == State.QUEUED) {
            waiting.computeIfPresent(Place.of(row), (_, line) -> {
                line.rows.remove(row.getRequestId());
                line.tokens -= row.getCostTokens();
                return line.rows.isEmpty() ? null : line;
            });
        }
    }

    /**
     * What is left to do. How far those that run have come follows from the time since they began, which is fresher
     * than any heartbeat.
     *
     * @param nowMs milliseconds since 1970
     * @param tokensPerSecond of all workers together
     */
    Work work(long nowMs, double tokensPerSecond) {
        List<Double> left = running.values().stream().map(row -> {
            double generated = (nowMs - row.getStartedMs()) / 1e3 * tokensPerSecond / running.size();
            return Math.max(0, row.getCostTokens() * share - Math.max(0, generated));
        }).toList();
        return new Work(left, waiting.entrySet().stream().map(line -> new WaitingLine(line.getKey().lane(),
                line.getKey().tenant(), line.getValue().rows.size(), line.getValue().tokens * share,
                line.getValue().rows.firstEntry().getValue().getCreatedMs())).toList(), share);
    }
}
