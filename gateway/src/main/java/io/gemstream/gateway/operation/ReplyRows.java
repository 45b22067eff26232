package io.gemstream.gateway.operation;

import com.google.rpc.Status;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.Reply;
import java.util.Optional;

/** Reads and changes what the row of a generation says of its reply on a client's topic. Pure. */
public final class ReplyRows {

    private ReplyRows() {}

    /** Whether an answer is still to be written. */
    public static boolean pending(OperationRecord row) {
        return !row.getReplyTo().isEmpty() && state(row) == Reply.State.PENDING;
    }

    /** The answer, where the prompt named a topic for it. */
    static Optional<Reply> of(OperationRecord row) {
        if (row.getReplyTo().isEmpty()) {
            return Optional.empty();
        }
        Reply.Builder reply = Reply.newBuilder().setTopic(row.getReplyTo()).setState(state(row));
        if (row.hasReplyError()) {
            reply.setError(row.getReplyError());
        }
        return Optional.of(reply.build());
    }

    /** The row when the topic has all of the answer. */
    public static OperationRecord delivered(OperationRecord row) {
        return row.toBuilder().setReplyState(Reply.State.DELIVERED).build();
    }

    /** The row when the answer was given up. */
    public static OperationRecord failed(OperationRecord row, Status why) {
        return row.toBuilder().setReplyState(Reply.State.FAILED).setReplyError(why).build();
    }

    /** Whether a row may come after another, as far as the answer goes: it goes forward, unless it was asked for again. */
    static boolean follows(OperationRecord known, OperationRecord row) {
        return row.getReplyAskedMs() > known.getReplyAskedMs()
                || row.getReplyAskedMs() == known.getReplyAskedMs() && row.getReplyStateValue() >= known.getReplyStateValue();
    }

    private static Reply.State state(OperationRecord row) {
        return switch (row.getReplyState()) {
            case STATE_UNSPECIFIED, UNRECOGNIZED ->
                    row.getState() == OperationRecord.State.ENDED ? Reply.State.DELIVERED : Reply.State.PENDING;
            case PENDING, DELIVERED, FAILED -> row.getReplyState();
        };
    }
}
