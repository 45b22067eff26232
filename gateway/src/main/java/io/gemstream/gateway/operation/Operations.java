package io.gemstream.gateway.operation;

import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import com.google.rpc.Status;
import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.CountBody;
import io.gemstream.proto.v1.CountTokensResponse;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.GenerationMetadata;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.Reply;
import io.gemstream.proto.v1.Tokens;
import io.gemstream.proto.v1.TokensBody;
import io.gemstream.proto.v1.Usage;

/** Converts rows to the messages of google.longrunning, and records of logs to those of our own streams. Pure. */
public final class Operations {

    private static final String PREFIX = "operations/";

    private Operations() {}

    /** The name of a request's operation. */
    public static String name(String requestId) {
        return PREFIX + requestId;
    }

    /**
     * The request of an operation.
     *
     * @throws GemstreamException OPERATION_NOT_FOUND where the name has another form
     */
    public static String requestId(String name) {
        if (!name.startsWith(PREFIX) || name.length() == PREFIX.length()) {
            throw notFound(name);
        }
        return name.substring(PREFIX.length());
    }

    /** The failure of a look-up. */
    public static GemstreamException notFound(String name) {
        return new GemstreamException(ErrorReason.OPERATION_NOT_FOUND,
                "operation: " + Echo.quoted(name) + " (expected: operations/<request id> of a generation that is known)");
    }

    /**
     * A row as an operation.
     *
     * @param emitted tokens in the log
     * @param result the response of one that ended well; tokens may be left out
     */
    public static Operation of(OperationRecord row, int emitted, GenerationResult result) {
        Operation.Builder operation = Operation.newBuilder()
                .setName(name(row.getRequestId()))
                .setMetadata(Any.pack(metadata(row, emitted)));
        if (row.getState() != OperationRecord.State.ENDED) {
            return operation.build();
        }
        operation.setDone(true);
        FinishReason reason = row.getFinish().getReason();
        if (reason == FinishReason.STOP || reason == FinishReason.LENGTH) {
            return operation.setResponse(Any.pack(result)).build();
        }
        return operation.setError(error(row.getFinish(), row.getRequestId())).build();
    }

    /** The operation without its tokens, for lists and for the answer to Submit. */
    public static Operation brief(OperationRecord row) {
        return of(row, row.getFinish().getUsage().getCompletionTokens(), GenerationResult.newBuilder()
                .setFinished(finished(row.getFinish()))
                .setSampling(row.getSampling())
                .build());
    }

    /** The message that tells a client of a record of tokens: all of it. */
    public static Tokens tokens(TokensBody body) {
        Tokens.Builder tokens = Tokens.newBuilder()
                .setIndex(body.getIndex())
                .addAllIds(body.getIdsList())
                .setText(body.getText())
                .addAllLogprobs(body.getLogprobsList())
                .addAllTopLogprobs(body.getTopLogprobsList())
                .addAllPieces(body.getPiecesList())
                .setPromptTokens(body.getPromptTokens());
        if (body.hasPromptLogprobs()) {
            tokens.setPromptLogprobs(body.getPromptLogprobs());
        }
        return tokens.build();
    }

    /** The last message of a stream that ended well. */
    public static Finished finished(FinishBody body) {
        Finished.Builder finished = Finished.newBuilder()
                .setReason(body.getReason())
                .setText(body.getText())
                .setUsage(body.getUsage())
                .setTiming(body.getTiming())
                .setDevice(body.getDevice())
                .setNumericProfile(body.getNumericProfile());
        if (body.hasProvenance()) {
            finished.setProvenance(body.getProvenance());
        }
        return finished.build();
    }

    /** The error of a generation that did not end well. */
    public static Status error(FinishBody finish, String requestId) {
        return finish.getReason() == FinishReason.CANCELLED
                ? ErrorStatus.of(new GemstreamException(ErrorReason.CANCELLED_BY_CLIENT,
                        "the generation was cancelled"), requestId)
                : finish.getError();
    }

    /** The tenant of a row. */
    public static Tenant tenant(OperationRecord row) {
        return Tenant.named(row.getTenant());
    }

    /** The answer to a count. */
    public static CountTokensResponse counted(CountBody body, String model) {
        return CountTokensResponse.newBuilder()
                .setTotalTokens(body.getTotalTokens())
                .setModel(model)
                .addAllIds(body.getIdsList())
                .addAllPieces(body.getPiecesList())
                .build();
    }

    /** The finish of a prompt that was only to be counted. */
    public static FinishBody counted(int promptTokens) {
        return FinishBody.newBuilder()
                .setReason(FinishReason.STOP)
                .setUsage(Usage.newBuilder().setPromptTokens(promptTokens))
                .build();
    }

    /**
     * The row of a generation that has ended; its answer, where a topic waits for one, is another matter.
     *
     * @param attempts attempts begun
     * @param endedMs milliseconds since 1970
     * @param logEndOffset the offset after the finish record
     */
    public static OperationRecord ended(
            OperationRecord row, FinishBody finish, int attempts, long endedMs, long logEndOffset) {
        OperationRecord.Builder ended = row.toBuilder()
                .setState(OperationRecord.State.ENDED)
                .setEndedMs(endedMs)
                .setAttempts(attempts)
                .setLogEndOffset(logEndOffset)
                .setFinish(finish);
        if (ReplyRows.pending(row)) {
            ended.setReplyState(Reply.State.PENDING);
        }
        return ended.build();
    }

    private static GenerationMetadata metadata(OperationRecord row, int emitted) {
        GenerationMetadata.Builder metadata = GenerationMetadata.newBuilder()
                .setState(switch (row.getState()) {
                    case CLAIMED, QUEUED -> GenerationMetadata.State.QUEUED;
                    case RUNNING -> GenerationMetadata.State.RUNNING;
                    case ENDED -> GenerationMetadata.State.ENDED;
                    case STATE_UNSPECIFIED, UNRECOGNIZED -> GenerationMetadata.State.STATE_UNSPECIFIED;
                })
                .setCreateTime(timestamp(row.getCreatedMs()))
                .setUpdateTime(timestamp(
                        Math.max(row.getCreatedMs(), Math.max(row.getStartedMs(), row.getEndedMs()))))
                .setModel(row.getModel())
                .setPromptTokens(row.getFinish().getUsage().getPromptTokens())
                .setEmittedTokens(emitted)
                .setAttempt(row.getAttempts())
                .setTopic(Topics.TOKENS)
                .setPartition(row.getLogPartition())
                .setOffset(row.getLogOffset())
                .setPriority(Lane.ofRow(row).priority())
                .setTenant(tenant(row).name());
        ReplyRows.of(row).ifPresent(metadata::setReply);
        if (row.getStartedMs() != 0) {
            metadata.setStartTime(timestamp(row.getStartedMs()));
        }
        if (row.getEndedMs() != 0) {
            metadata.setEndTime(timestamp(row.getEndedMs()));
        }
        return metadata.build();
    }

    private static Timestamp timestamp(long ms) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(ms, 1_000L))
                .setNanos((int) Math.floorMod(ms, 1_000L) * 1_000_000)
                .build();
    }
}
