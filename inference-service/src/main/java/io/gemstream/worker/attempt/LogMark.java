package io.gemstream.worker.attempt;

import io.gemstream.proto.v1.StreamRecord;

/**
 * A record of an attempt, which has been acknowledged, up to which a log is read.
 *
 * @param attemptId whose
 * @param kind which of its records
 */
public record LogMark(String attemptId, Kind kind) {

    /** The records that an attempt writes once. */
    public enum Kind { START, FINISH }

    /** An attempt's start record; what is read ends before it. */
    public static LogMark start(String attemptId) {
        return new LogMark(attemptId, Kind.START);
    }

    /** An attempt's finish record; what is read ends with it. */
    public static LogMark finish(String attemptId) {
        return new LogMark(attemptId, Kind.FINISH);
    }

    /** Whether a record is the one. */
    boolean is(StreamRecord record) {
        return record.getAttemptId().equals(attemptId) && switch (kind) {
            case START -> record.hasStart();
            case FINISH -> record.hasFinish();
        };
    }
}
