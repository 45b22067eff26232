package io.gemstream.gateway.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.StringValue;
import com.google.rpc.Status;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.StartBody;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TokensBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class ReplyEventsTest {

    private static final OperationRecord ROW = OperationRecord.newBuilder().setRequestId("r").setReplyTo("t").build();

    /** What a first attempt wrote, a second one that began anew and repeated it, and the end. */
    private static final List<StreamRecord> LOG = List.of(
            record("a").setStart(StartBody.getDefaultInstance()).build(),
            scores("a", 1), scores("a", 3),
            record("b").setStart(StartBody.getDefaultInstance()).build(),
            scores("b", 1), scores("b", 3), scores("b", 5), token("b", 0), token("b", 1), token("a", 1), token("b", 2),
            record("b").setFinish(FinishBody.newBuilder().setIndex(3).setReason(FinishReason.STOP).setText("!")).build(),
            token("b", 3));

    @Test
    void idsAreUniqueAndTheSameEachTime() {
        List<String> ids = events(ROW, LOG).stream().map(ReplyEvent::id).toList();
        assertThat(ids).containsExactly("prompt/1", "prompt/3", "prompt/5", "0", "1", "2", "end").doesNotHaveDuplicates();
        assertThat(events(ROW, LOG)).extracting(ReplyEvent::id).isEqualTo(ids);
        assertThat(events(ROW, LOG)).extracting(ReplyEvent::last)
                .containsExactly(false, false, false, false, false, false, true);
    }

    @Test
    void aResultIsOneEventWithAllOfIt() {
        List<ReplyEvent> events = events(ROW.toBuilder().setReplyWhole(true).build(), LOG);
        assertThat(events).singleElement().satisfies(event -> {
            GenerationResult result = (GenerationResult) event.body();
            assertThat(event.id()).isEqualTo("end");
            assertThat(result.getIdsList()).containsExactly(100, 101, 102);
            assertThat(result.getText()).isEqualTo("t0t1t2!");
            assertThat(result.getPromptLogprobsList()).extracting(PromptLogprobs::getFirst).containsExactly(1, 3, 5);
        });
    }

    @Test
    void aResultThatNoRecordHoldsIsNotCollected() {
        ReplyEvents events = new ReplyEvents(ROW.toBuilder().setReplyWhole(true).build());
        Transcript transcript = new Transcript();
        events.of(transcript.accept(LOG.getFirst()), 0);
        TokensBody wide = TokensBody.newBuilder().addIds(1).setText("x".repeat(Topics.MAX_RECORD_BYTES / 2)).build();
        for (int index = 0; index < 3; index++) {
            events.of(transcript.accept(record("a").setTokens(wide.toBuilder().setIndex(index)).build()), index);
        }
        assertThat(events.fits()).isFalse();
    }

    @Test
    void eachTimeThatAnAnswerWasGivenUpIsAnEventOfItsOwn() {
        Status why = ErrorStatus.of(new GemstreamException(ErrorReason.REPLY_FAILED, "too large"), "r");
        ReplyEvent first = ReplyEvents.undelivered(ROW, why);
        ReplyEvent second = ReplyEvents.undelivered(ROW.toBuilder().setReplyAskedMs(17).build(), why);
        assertThat(List.of(first.id(), second.id(), "end")).doesNotHaveDuplicates();
    }

    @Test
    void aDetailThatIsNotKnownIsLeftOut() {
        Status why = ErrorStatus.of(new GemstreamException(ErrorReason.REPLY_FAILED, "too large"), "r").toBuilder()
                .addDetails(Any.pack(StringValue.of("from a newer version")).toBuilder()
                        .setTypeUrl("type.googleapis.com/gemstream.v9.Unknown"))
                .build();
        ProducerRecord<String, byte[]> record = CloudEvents.record(ROW, ReplyEvents.undelivered(ROW, why));
        assertThat(new String(record.value(), StandardCharsets.UTF_8)).contains("REPLY_FAILED", "too large")
                .doesNotContain("v9");
        assertThat(new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                .isEqualTo("r/undelivered/0");
    }

    private static List<ReplyEvent> events(OperationRecord row, List<StreamRecord> log) {
        ReplyEvents events = new ReplyEvents(row);
        Transcript transcript = new Transcript();
        List<ReplyEvent> told = new ArrayList<>();
        for (int offset = 0; offset < log.size(); offset++) {
            Transcript.Event event = transcript.accept(log.get(offset));
            Optional<ReplyEvent> next = event instanceof Transcript.Event.Ignored
                    ? Optional.empty() : events.of(event, offset);
            next.ifPresent(told::add);
        }
        return told;
    }

    private static StreamRecord.Builder record(String attempt) {
        return StreamRecord.newBuilder().setAttemptId(attempt);
    }

    private static StreamRecord token(String attempt, int index) {
        return record(attempt).setTokens(
                TokensBody.newBuilder().setIndex(index).addIds(100 + index).setText("t" + index)).build();
    }

    private static StreamRecord scores(String attempt, int first) {
        return record(attempt).setTokens(TokensBody.newBuilder().setPromptLogprobs(PromptLogprobs.newBuilder()
                .setFirst(first).addIds(first).addLogprobs(-1).addIds(first + 1).addLogprobs(-2))).build();
    }
}
