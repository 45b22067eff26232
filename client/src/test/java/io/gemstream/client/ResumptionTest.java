package io.gemstream.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.v1.Accepted;
import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.Tokens;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ResumptionTest {

    private static final StatusRuntimeException GONE = Status.UNAVAILABLE.asRuntimeException();
    private static final GenerateResponse ACCEPTED =
            GenerateResponse.newBuilder().setAccepted(Accepted.getDefaultInstance()).build();
    private static final Deadline LATER = Deadline.after(1, TimeUnit.HOURS);
    private static final String KEY = "7b6ce5d4-8b4f-4b0c-9d7c-0a9a2c1f3e5d";

    private final StreamCall call = StreamCall.generate(GenerateRequest.getDefaultInstance());
    private final Resumption resumption = new Resumption(call, 2, LATER);

    @Test
    void watchesOnceTheRequestWasAccepted() {
        assertThat(resumption.next()).isEqualTo(call);
        assertThat(resumption.isNew(ACCEPTED)).isTrue();
        resumption.pauseAfter(GONE, 0);
        assertThat(resumption.gateway()).isEqualTo(1);
        assertThat(resumption.next()).isEqualTo(StreamCall.watch(call.requestId(), StreamCall.BEGINNING));
        assertThat(resumption.isNew(ACCEPTED)).isFalse();
        assertThat(resumption.isNew(token(0))).isTrue();
        assertThat(resumption.isNew(token(1))).isTrue();
        resumption.pauseAfter(GONE, 0);
        assertThat(resumption.gateway()).isZero();
        assertThat(resumption.next()).isEqualTo(StreamCall.watch(call.requestId(), 1));
        assertThat(resumption.isFinished()).isFalse();
        resumption.isNew(GenerateResponse.newBuilder().setFinished(Finished.getDefaultInstance()).build());
        assertThat(resumption.isFinished()).isTrue();
    }

    @Test
    void aWatchGoesOnFromItsOwnCursor() {
        Resumption watch = new Resumption(StreamCall.watch(KEY, 7), 2, LATER);
        watch.next();
        watch.isNew(ACCEPTED);
        watch.pauseAfter(GONE, 0);
        assertThat(watch.next()).isEqualTo(StreamCall.watch(KEY, 7));
    }

    @Test
    void pausesLongerUntilThereIsAToken() {
        resumption.next();
        resumption.isNew(ACCEPTED);
        assertThat(pauses(7)).containsExactly(50L, 100L, 200L, 400L, 800L, 1000L, 1000L);
        resumption.isNew(token(0));
        assertThat(pauses(2)).containsExactly(50L, 100L);
    }

    /** It may have waited in its queue for long without a word: that says nothing of the gateways. */
    @Test
    void patienceBeginsWithTheBreak() {
        long minute = Resumption.PATIENCE.toNanos();
        resumption.next();
        resumption.isNew(ACCEPTED);
        assertThat(resumption.pauseAfter(GONE, 10 * minute)).isPresent();
        resumption.next();
        assertThat(resumption.pauseAfter(GONE, 11 * minute - 1)).isPresent();
        resumption.next();
        assertThat(resumption.pauseAfter(GONE, 11 * minute)).isEmpty();
        resumption.begin();
        assertThat(resumption.pauseAfter(GONE, 12 * minute)).as("asked for again").isPresent();
    }

    @Test
    void triesNothingAfterTheDeadlineOrTheGenerationsOwnError() {
        Resumption late = new Resumption(call, 2, Deadline.after(-1, TimeUnit.SECONDS));
        late.next();
        assertThat(late.pauseAfter(GONE, 0)).isEmpty();
        resumption.next();
        assertThat(resumption.pauseAfter(Status.INTERNAL.asRuntimeException(), 0)).isEmpty();
    }

    @Test
    void drawsAKeyWhereThereIsNone() {
        assertThat(call.requestId()).isNotEmpty();
        assertThat(call.endsWithItsReader()).isTrue();
        StreamCall named = StreamCall.generate(GenerateRequest.newBuilder().setRequestId(KEY).build());
        assertThat(named.requestId()).isEqualTo(KEY);
        assertThat(named.endsWithItsReader()).isFalse();
        assertThat(StreamCall.watch(KEY, StreamCall.BEGINNING).request().hasStartingAfter()).isFalse();
    }

    private List<Long> pauses(int count) {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Optional<Duration> pause = resumption.pauseAfter(GONE, 0);
            pauses.add(pause.orElseThrow().toMillis());
            resumption.next();
        }
        return pauses;
    }

    private static GenerateResponse token(int index) {
        return GenerateResponse.newBuilder().setTokens(Tokens.newBuilder().setIndex(index).addIds(index)).build();
    }
}
