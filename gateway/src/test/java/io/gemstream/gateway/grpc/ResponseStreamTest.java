package io.gemstream.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gateway.CountedInMemory;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.TokensBody;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseStreamTest {

    private final List<GenerateResponse> sent = new ArrayList<>();
    private boolean ready = true;
    private boolean completed;

    private final ResponseStream stream = new ResponseStream("Generate", "r", -1,
            new CallContext(0, Tenant.DEFAULT, Deadline.NEVER, Context.root()),
            CountedInMemory.create(), Duration.ZERO, new Sink());

    @Test
    void tokensGoWhenNothingMoreComesAtOnce() {
        stream.accepted(GenerateResponse.getDefaultInstance());
        token(0);
        token(1);
        assertThat(ids()).isEmpty();
        stream.settled();
        assertThat(ids()).containsExactly(List.of(0, 1));
        token(2);
        stream.settled();
        assertThat(ids()).containsExactly(List.of(0, 1), List.of(2));
    }

    @Test
    void theEndTakesWhatWaitsWithIt() {
        stream.accepted(GenerateResponse.getDefaultInstance());
        token(0);
        token(1);
        finish(2);
        assertThat(ids()).containsExactly(List.of(0, 1));
        assertThat(sent.getLast().hasFinished()).isTrue();
        assertThat(completed).isTrue();
    }

    @Test
    void manyAtOnceDoNotPauseAClientThatTakesThem() {
        stream.accepted(GenerateResponse.getDefaultInstance());
        for (int i = 0; i < 1_000; i++) {
            assertThat(token(i)).isTrue();
        }
        stream.settled();
        assertThat(ids().stream().flatMap(List::stream)).hasSize(1_000).isSorted();
        assertThat(ids()).hasSizeLessThan(50);
    }

    @Test
    void aClientThatTakesNothingPausesItsStream() {
        stream.accepted(GenerateResponse.getDefaultInstance());
        ready = false;
        for (int i = 0; i < 63; i++) {
            assertThat(token(i)).isTrue();
        }
        assertThat(token(63)).isFalse();
        stream.settled();
        ready = true;
        stream.pump();
        assertThat(ids().stream().flatMap(List::stream)).hasSize(64).isSorted();
    }

    private boolean token(int index) {
        return stream.event(new Transcript.Event.Tokens(
                TokensBody.newBuilder().setIndex(index).addIds(index).addLogprobs(-1).build()), index);
    }

    private void finish(int index) {
        stream.event(new Transcript.Event.Finished(
                FinishBody.newBuilder().setIndex(index).setReason(FinishReason.STOP).build()), index);
    }

    private List<List<Integer>> ids() {
        return sent.stream().filter(GenerateResponse::hasTokens).map(one -> one.getTokens().getIdsList()).toList();
    }

    private final class Sink implements ResponseSink {

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void send(GenerateResponse response) {
            sent.add(response);
        }

        @Override
        public void complete() {
            completed = true;
        }

        @Override
        public void fail(StatusRuntimeException cause) {
            throw new AssertionError(cause);
        }
    }
}
