package io.gemstream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.proto.v1.GenerateRequest;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResumableGenerationTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ScriptedGateway one = new ScriptedGateway("one", asked);
    private final ScriptedGateway two = new ScriptedGateway("two", asked);

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    @Test
    void goesOnAtTheNextGatewayAfterTheLastTokenItHas() {
        one.breaksAfter(3, Status.UNAVAILABLE.asRuntimeException());
        two.breaksAfter(3, Status.UNAVAILABLE.asRuntimeException());
        ResumableGeneration generation = generation();
        assertThat(read(generation)).containsExactly("accepted", "0", "1", "2", "3", "4", "finished");
        assertThat(asked).containsExactly("one generate " + generation.requestId(), "two watch 1", "one watch 3");
    }

    /** Scores come before the first token, so nothing but their positions tells which of them a client has. */
    @Test
    void seesTheScoresOfAPromptOnceWhereverTheStreamBreaks() {
        one.scored(3);
        two.scored(3);
        for (int breaks = 0; breaks <= 5; breaks++) {
            asked.clear();
            one.breaksAfter(breaks, Status.UNAVAILABLE.asRuntimeException());
            assertThat(read(generation())).as("broken after %s events", breaks).containsExactly(
                    "accepted", "score 1", "score 3", "score 5", "0", "1", "2", "3", "4", "finished");
            assertThat(asked).hasSize(2);
        }
    }

    @Test
    void theGenerationsOwnErrorIsNotTriedAgain() {
        one.breaksAfter(3, Status.INVALID_ARGUMENT.asRuntimeException());
        StatusRuntimeException failed = catchThrowableOfType(StatusRuntimeException.class, () -> read(generation()));
        assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(asked).hasSize(1);
    }

    @Test
    void whereNobodyAcceptsEachIsAskedOnce() {
        one.breaksAfter(0, Status.UNAVAILABLE.asRuntimeException());
        two.breaksAfter(0, Status.UNAVAILABLE.asRuntimeException());
        ResumableGeneration generation = generation();
        StatusRuntimeException failed = catchThrowableOfType(StatusRuntimeException.class, () -> read(generation));
        assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(asked).containsExactly("one generate " + generation.requestId(), "two generate "
                + generation.requestId());
        assertThat(read(generation)).as("read again").containsExactly("accepted", "0", "1", "2", "3", "4", "finished");
    }

    @Test
    void whatItsReaderThrowsEndsTheGeneration() {
        ResumableGeneration generation = generation();
        assertThatThrownBy(() -> generation.read(_ -> {
            throw new IllegalStateException("enough");
        })).hasMessage("enough");
        assertThat(asked).contains("one cancel " + generation.requestId());
    }

    @Test
    void cancellingNamesTheGeneration() {
        ResumableGeneration generation = generation();
        generation.cancel();
        assertThat(asked).containsExactly("one cancel " + generation.requestId());
    }

    private ResumableGeneration generation() {
        return new ResumableGeneration(List.of(one.channel(), two.channel()), GenerateRequest.getDefaultInstance(),
                Deadline.after(5, TimeUnit.MINUTES));
    }

    private static List<String> read(ResumableGeneration generation) {
        List<String> events = new ArrayList<>();
        generation.read(event -> events.add(RecordedEvents.line(event)));
        return events;
    }
}
