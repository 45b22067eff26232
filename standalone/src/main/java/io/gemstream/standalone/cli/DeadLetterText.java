package io.gemstream.standalone.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.DeadLetterRecord;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.proto.v1.Reply;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.proto.v1.TokenIds;
import io.gemstream.standalone.client.DeadLetterBox.Letter;
import java.time.Instant;
import java.util.Base64;

/** Describes dead letters in words, and what a failed task asked for. Pure. */
final class DeadLetterText {

    private static final JsonFormat.Printer JSON = JsonFormat.printer().usingTypeRegistry(ErrorStatus.DETAILS);

    private DeadLetterText() {}

    /** For example {@code 3  2026-01-02T03:04:05Z  DEAD_LETTERED  gemstream.tasks.tiny-0@17  3 attempts  key 7c0b...}. */
    static String line(Letter letter) {
        DeadLetterRecord record = letter.record();
        return letter.offset() + "  " + Instant.ofEpochMilli(record.getFailedMs()) + "  "
                + ErrorStatus.reason(record.getCause()).orElse(ErrorReason.INTERNAL) + "  " + record.getTopic() + "-"
                + record.getPartition() + "@" + record.getOffset() + "  " + record.getAttempts()
                + (record.getAttempts() == 1 ? " attempt" : " attempts") + "  key " + record.getKey().toStringUtf8();
    }

    /** The line, the cause, and the record itself: as JSON where it is one of ours, else in base 64. */
    static String whole(Letter letter) {
        DeadLetterRecord record = letter.record();
        return line(letter) + System.lineSeparator() + record.getCause().getMessage() + System.lineSeparator() + value(record);
    }

    /** Whether the record is a task, which is not sent again as it is: its log has ended. */
    static boolean isTask(Letter letter) {
        return Topics.holdsTasks(letter.record().getTopic());
    }

    /** Whether it is an answer that was given up, which is asked for again by its generation's row. */
    static boolean isAnswer(Letter letter) {
        return letter.record().getTopic().equals(Topics.TOKENS);
    }

    /**
     * The row that asks for an answer again.
     *
     * @param nowMs milliseconds since 1970
     * @throws GemstreamException MALFORMED_RECORD
     */
    static OperationRecord answerAgain(Letter letter, long nowMs) {
        try {
            return OperationRecord.parseFrom(letter.record().getValue()).toBuilder()
                    .setReplyState(Reply.State.PENDING)
                    .clearReplyError()
                    .setReplyAskedMs(nowMs)
                    .build();
        } catch (InvalidProtocolBufferException notARow) {
            throw malformed(letter, notARow);
        }
    }

    /**
     * A task as a request of its own: the same tokens, under a new id.
     *
     * @throws GemstreamException MALFORMED_RECORD
     */
    static GenerateRequest request(Letter letter) {
        try {
            TaskRecord task = TaskRecord.parseFrom(letter.record().getValue());
            return GenerateRequest.newBuilder()
                    .setModel(task.getModel())
                    .setPrompt(Prompt.newBuilder().setTokenIds(TokenIds.newBuilder().addAllIds(task.getPromptIdsList())))
                    .setSampling(task.getSampling())
                    .build();
        } catch (InvalidProtocolBufferException notATask) {
            throw malformed(letter, notATask);
        }
    }

    private static GemstreamException malformed(Letter letter, InvalidProtocolBufferException cause) {
        return new GemstreamException(ErrorReason.MALFORMED_RECORD,
                "dead letter " + letter.offset() + ": " + cause.getMessage(), cause);
    }

    private static String value(DeadLetterRecord record) {
        if (record.getOmittedValueBytes() > 0) {
            return record.getOmittedValueBytes() + " bytes, more than a letter holds; they lie where the record lay";
        }
        try {
            return JSON.print(switch (record.getTopic()) {
                case Topics.PROMPTS, Topics.BATCH_PROMPTS -> PromptRecord.parseFrom(record.getValue());
                case Topics.TOKENS -> OperationRecord.parseFrom(record.getValue());
                default -> TaskRecord.parseFrom(record.getValue());
            });
        } catch (InvalidProtocolBufferException notOurs) {
            return Base64.getEncoder().encodeToString(record.getValue().toByteArray());
        }
    }
}
