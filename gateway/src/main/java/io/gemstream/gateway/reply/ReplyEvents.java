package io.gemstream.gateway.reply;

import com.google.rpc.Status;
import io.gemstream.gateway.generation.GenerationLog;
import io.gemstream.gateway.operation.Operations;
import io.gemstream.proto.Topics;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.TokensBody;
import java.util.Optional;

/**
 * Makes the events of one reply from the events of the log that count. Their ids follow from what the log's rules let
 * count once:
 *
 * <pre>
 *   tokens           &lt;index of the first&gt;            its index is the next one
 *   prompt's scores  prompt/&lt;position of the first&gt;  its position is the next one
 *   the end          end                              there is one
 *   given up         undelivered/&lt;when asked&gt;        once for each time the answer was asked for
 * </pre>
 *
 * Not thread-safe.
 */
final class ReplyEvents {

    private final OperationRecord row;
    private final GenerationLog.Fold whole = new GenerationLog.Fold();
    private long collected; // bytes, fewer than their JSON has

    ReplyEvents(OperationRecord row) {
        this.row = row;
    }

    /** The event that tells the client of an event of the log; empty where there is nothing to tell, or nothing yet. */
    Optional<ReplyEvent> of(Transcript.Event event, long offset) {
        if (row.getReplyWhole()) {
            collect(event, offset);
        }
        return switch (event) {
            case Transcript.Event.Tokens(var body) -> row.getReplyWhole() ? Optional.empty() : tokens(body);
            case Transcript.Event.Finished(var body) -> Optional.of(end(body));
            case Transcript.Event.Counted(var body) -> Optional.of(last("io.gemstream.counted",
                    Operations.counted(body, row.getModel())));
            case Transcript.Event.Started _, Transcript.Event.Ignored _ -> Optional.empty();
        };
    }

    /** Whether one record holds what was collected for it. */
    boolean fits() {
        return collected <= Topics.MAX_RECORD_BYTES;
    }

    /** The event that ends an answer which was given up, where its topic takes at least that. */
    static ReplyEvent undelivered(OperationRecord row, Status why) {
        return new ReplyEvent("undelivered/" + row.getReplyAskedMs(), "io.gemstream.failed", why, true);
    }

    /** What is too large for a record is not kept. */
    private void collect(Transcript.Event event, long offset) {
        if (event instanceof Transcript.Event.Tokens(var body)) {
            collected += body.getSerializedSize();
        }
        if (fits()) {
            whole.accept(event, offset, 0);
        }
    }

    private static Optional<ReplyEvent> tokens(TokensBody body) {
        if (body.getIdsCount() == 0 && !body.hasPromptLogprobs()) {
            return Optional.empty();
        }
        String id = body.getIdsCount() > 0
                ? Integer.toString(body.getIndex()) : "prompt/" + body.getPromptLogprobs().getFirst();
        return Optional.of(new ReplyEvent(id, "io.gemstream.tokens",
                GenerateResponse.newBuilder().setTokens(Operations.tokens(body)).build(), false));
    }

    private ReplyEvent end(FinishBody body) {
        if (body.getReason() != FinishReason.STOP && body.getReason() != FinishReason.LENGTH) {
            return last("io.gemstream.failed", Operations.error(body, row.getRequestId()));
        }
        return row.getReplyWhole()
                ? last("io.gemstream.result", whole.result().result(row))
                : last("io.gemstream.finished",
                        GenerateResponse.newBuilder().setFinished(Operations.finished(body)).build());
    }

    private static ReplyEvent last(String type, com.google.protobuf.Message body) {
        return new ReplyEvent("end", type, body, true);
    }
}
