package io.gemstream.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.DeadLetterRecord;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.proto.v1.Reply;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.standalone.client.DeadLetterBox.Letter;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadLetterTextTest {

    private static final TaskRecord TASK = TaskRecord.newBuilder()
            .setRequestId("r").setModel("tiny").addAllPromptIds(List.of(2, 7))
            .setSampling(SamplingOptions.newBuilder().setSeed(9)).build();

    @Test
    void aLineSaysWhatFailedWhereAndWhy() {
        assertThat(DeadLetterText.line(letter("gemstream.tasks.tiny", TASK.toByteString()))).isEqualTo(
                "3  1970-01-01T00:00:01Z  DEAD_LETTERED  gemstream.tasks.tiny-0@17  2 attempts  key r");
    }

    @Test
    void theWholeShowsTheRecordOrItsBytes() {
        assertThat(DeadLetterText.whole(letter("gemstream.tasks.tiny", TASK.toByteString())))
                .contains("gave up", "\"promptIds\": [2, 7]");
        assertThat(DeadLetterText.whole(letter("gemstream.prompts", ByteString.copyFromUtf8("{")))).endsWith("ew==");
    }

    @Test
    void aTaskBecomesARequestForTheSameTokens() {
        Letter letter = letter("gemstream.tasks.tiny", TASK.toByteString());
        assertThat(DeadLetterText.isTask(letter)).isTrue();
        GenerateRequest request = DeadLetterText.request(letter);
        assertThat(request.getRequestId()).isEmpty();
        assertThat(request.getModel()).isEqualTo("tiny");
        assertThat(request.getPrompt().getTokenIds().getIdsList()).containsExactly(2, 7);
        assertThat(request.getSampling().getSeed()).isEqualTo(9);
        assertThat(DeadLetterText.isTask(letter("gemstream.prompts", ByteString.EMPTY))).isFalse();
        assertThatThrownBy(() -> DeadLetterText.request(letter("gemstream.tasks.tiny", ByteString.copyFromUtf8("{"))))
                .isInstanceOf(GemstreamException.class).hasMessageStartingWith("dead letter 3: ");
    }

    @Test
    void anAnswerIsAskedForAgainByItsRow() {
        OperationRecord row = OperationRecord.newBuilder().setRequestId("r").setState(OperationRecord.State.ENDED)
                .setReplyTo("answers").setReplyState(Reply.State.PENDING)
                .setFinish(FinishBody.newBuilder().setError(
                        ErrorStatus.of(new GemstreamException(ErrorReason.INTERNAL, "broke"), "r")))
                .build();
        Letter letter = letter("gemstream.tokens", row.toByteString());
        assertThat(DeadLetterText.isAnswer(letter)).isTrue();
        assertThat(DeadLetterText.isTask(letter)).isFalse();
        assertThat(DeadLetterText.whole(letter)).contains("gave up", "\"replyTo\": \"answers\"", "broke");
        assertThat(DeadLetterText.answerAgain(letter, 17)).isEqualTo(row.toBuilder().setReplyAskedMs(17).build());
        assertThatThrownBy(() -> DeadLetterText.answerAgain(letter("gemstream.tokens", ByteString.copyFromUtf8("{")), 17))
                .isInstanceOf(GemstreamException.class).hasMessageStartingWith("dead letter 3: ");
    }

    @Test
    void aPromptOfTheBatchLaneIsShownAsOneOfTheOther() {
        ByteString prompt = PromptRecord.newBuilder().setModel("tiny").setCreatedMs(5).build().toByteString();
        assertThat(DeadLetterText.whole(letter("gemstream.prompts.batch", prompt)))
                .contains("\"model\": \"tiny\"", "\"createdMs\": \"5\"");
    }

    @Test
    void aValueThatWasLeftOutIsSaidToBe() {
        Letter letter = letter("gemstream.prompts", ByteString.EMPTY);
        Letter cut = new Letter(3, letter.record().toBuilder().setOmittedValueBytes(8_000_000).build());
        assertThat(DeadLetterText.whole(cut)).contains("gemstream.prompts-0@17", "8000000 bytes");
    }

    private static Letter letter(String topic, ByteString value) {
        return new Letter(3, DeadLetterRecord.newBuilder()
                .setTopic(topic).setOffset(17).setAttempts(2).setFailedMs(1_000)
                .setKey(ByteString.copyFromUtf8("r")).setValue(value)
                .setCause(ErrorStatus.of(new GemstreamException(ErrorReason.DEAD_LETTERED, "gave up"), "r"))
                .build());
    }
}
