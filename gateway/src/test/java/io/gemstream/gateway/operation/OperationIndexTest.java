package io.gemstream.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.Operation;
import com.google.protobuf.ByteString;
import io.gemstream.gateway.admission.Capacity;
import io.gemstream.gateway.admission.ModelWorkload;
import io.gemstream.gateway.admission.Running;
import io.gemstream.gateway.admission.TenantBacklog;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import io.gemstream.proto.v1.Priority;
import io.gemstream.proto.v1.Reply;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.Usage;
import io.gemstream.service.history.HistoryPages;
import io.gemstream.service.history.NameFilter;
import io.gemstream.service.history.WindowSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OperationIndexTest {

    private static final Capacity WORKERS = new Capacity(1, 10, 4_096);

    private long nowMs = 1_000_000;
    private final OperationIndex index = new OperationIndex(4, Duration.ofSeconds(10), () -> nowMs);

    @Test
    void theFirstOfTwoClaimsHoldsAndTheOthersRowsAreIgnored() {
        index.put(row("r", State.CLAIMED).setClaimId("first").build());
        index.put(row("r", State.QUEUED).setClaimId("second").build());
        index.put(row("r", State.RUNNING).setClaimId("first").setRequestHash(ByteString.copyFromUtf8("other")).build());
        assertThat(index.get("r")).get().extracting(OperationRecord::getClaimId, OperationRecord::getState)
                .containsExactly("first", State.CLAIMED);
    }

    @Test
    void aStateOnlyGoesForward() {
        for (State state : List.of(State.QUEUED, State.RUNNING, State.QUEUED, State.ENDED, State.RUNNING)) {
            index.put(row("r", state).build());
        }
        assertThat(index.get("r")).get().extracting(OperationRecord::getState).isEqualTo(State.ENDED);
        assertThat(index.open()).isEmpty();
    }

    /** Also where nothing else came meanwhile that would have made room. */
    @Test
    void aKeyWhoseRowHasAgedIsFree() {
        index.put(row("r", State.ENDED).setClaimId("first").build());
        nowMs += Duration.ofSeconds(11).toMillis();
        index.put(row("r", State.QUEUED).setClaimId("second").setCreatedMs(nowMs).build());
        assertThat(index.get("r")).get().extracting(OperationRecord::getClaimId).isEqualTo("second");
    }

    @Test
    void anAnswerUnderTheKeyOfAnotherWaitsForTheEndOfThat() {
        OperationRecord refused = row("refused", State.QUEUED).setReplyKey("r").setReplyTo("answers").build();
        assertThat(index.answeredLater(refused)).as("nobody has the key").isFalse();
        index.put(row("r", State.RUNNING).setReplyTo("answers").build());
        assertThat(index.answeredLater(refused)).isTrue();
        assertThat(index.answeredLater(refused.toBuilder().setReplyTo("others").build())).isFalse();
        assertThat(index.answeredLater(row("r", State.RUNNING).setReplyTo("answers").build())).as("itself").isFalse();
        index.put(row("r", State.ENDED).setReplyTo("answers").build());
        assertThat(index.answeredLater(refused)).isFalse();
    }

    @Test
    void anAnswerOnlyGoesForwardUnlessItIsAskedForAgain() {
        OperationRecord ended = row("r", State.ENDED).setReplyTo("t").build();
        for (Reply.State state : List.of(Reply.State.PENDING, Reply.State.FAILED, Reply.State.PENDING)) {
            index.put(ended.toBuilder().setReplyState(state).build());
        }
        assertThat(index.unanswered()).isEmpty();
        index.put(ended.toBuilder().setReplyState(Reply.State.PENDING).setReplyAskedMs(5).build());
        assertThat(index.unanswered()).extracting(OperationRecord::getRequestId).containsExactly("r");
        index.put(ended.toBuilder().setReplyState(Reply.State.FAILED).build());
        assertThat(index.unanswered()).hasSize(1);
        index.put(ended.toBuilder().setReplyState(Reply.State.DELIVERED).setReplyAskedMs(5).build());
        assertThat(index.unanswered()).isEmpty();
    }

    @Test
    void anOpenAnswerIsNotForgottenBeforeThoseThatAreOver() {
        index.put(row("pending", State.ENDED).setReplyTo("t").setReplyState(Reply.State.PENDING).build());
        IntStream.range(0, 9).forEach(i -> index.put(row("r" + i, State.ENDED).build()));
        assertThat(index.unanswered()).extracting(OperationRecord::getRequestId).containsExactly("pending");
    }

    @Test
    void aRowOfAnOlderVersionIsAnsweredWhenItHasEnded() {
        index.put(row("r", State.RUNNING).setReplyTo("t").build());
        assertThat(index.unanswered()).hasSize(1);
        index.put(row("r", State.ENDED).setReplyTo("t").build());
        assertThat(index.unanswered()).isEmpty();
    }

    @Test
    void anEndLeavesTheAnswerOpen() {
        OperationRecord running = row("r", State.RUNNING).setReplyTo("t").build();
        OperationRecord ended = Operations.ended(running, FinishBody.getDefaultInstance(), 1, 9, 17);
        assertThat(ended).extracting(OperationRecord::getState, OperationRecord::getReplyState, OperationRecord::getLogEndOffset)
                .containsExactly(State.ENDED, Reply.State.PENDING, 17L);
        assertThat(Operations.ended(row("r", State.RUNNING).build(), FinishBody.getDefaultInstance(), 1, 9, 17)
                .getReplyState()).isEqualTo(Reply.State.STATE_UNSPECIFIED);
    }

    @Test
    void whatWaitsForARowGetsTheFirst() {
        index.markLoaded();
        CompletionStage<OperationRecord> row = index.await("r", Duration.ofSeconds(30));
        assertThat(row).isNotCompleted();
        index.put(row("r", State.CLAIMED).setClaimId("first").build());
        assertThat(row.toCompletableFuture().join().getClaimId()).isEqualTo("first");
    }

    @Test
    void beforeTheTopicWasReadNothingIsSaid() {
        assertThatThrownBy(() -> index.await("r", Duration.ofSeconds(1))).isInstanceOfSatisfying(
                GemstreamException.class, early -> assertThat(early.reason()).isEqualTo(ErrorReason.BROKER_UNAVAILABLE));
    }

    @Test
    void aDeletedRowIsNotBroughtBackByItsEndButByANewClaim() {
        index.put(row("r", State.RUNNING).build());
        index.remove("r");
        index.put(row("r", State.ENDED).build());
        assertThat(index.get("r")).isEmpty();
        index.put(row("r", State.CLAIMED).setClaimId("new").build());
        assertThat(index.get("r")).isPresent();
    }

    @Test
    void rowsGoWithNumberEndedOnesFirstAndWithAge() {
        index.put(row("running", State.RUNNING).build());
        index.put(row("ended", State.ENDED).build());
        nowMs += 1;
        IntStream.range(0, 3).forEach(i -> index.put(row("new" + i, State.QUEUED).build()));
        assertThat(index.get("ended")).isEmpty();
        assertThat(index.get("running")).isPresent();
        nowMs += 10_001;
        index.put(row("late", State.QUEUED).build());
        assertThat(index.open()).extracting(OperationRecord::getRequestId).containsExactly("late");
    }

    @Test
    void pagesGoFromNewestToOldestAndRepeatNothing() {
        index.markLoaded();
        for (int i = 0; i < 3; i++) {
            nowMs += 1;
            index.put(row("r" + i, i == 1 ? State.RUNNING : State.QUEUED).build());
        }
        List<String> names = new ArrayList<>();
        ListOperationsRequest request = ListOperationsRequest.newBuilder().setPageSize(1).build();
        ListOperationsResponse page = page(request);
        index.put(row("new", State.QUEUED).setCreatedMs(nowMs + 1).build());
        for (; !page.getNextPageToken().isEmpty(); page = page(
                request.toBuilder().setPageToken(page.getNextPageToken()).build())) {
            page.getOperationsList().stream().map(Operation::getName).forEach(names::add);
        }
        page.getOperationsList().stream().map(Operation::getName).forEach(names::add);
        assertThat(names).containsExactly("operations/r2", "operations/r1", "operations/r0");
        assertThat(page(ListOperationsRequest.newBuilder()
                        .setFilter("done = false AND state = RUNNING").build()).getOperationsList())
                .extracting(Operation::getName).containsExactly("operations/r1");
    }

    @Test
    void aFilterThatCannotBeIsRefused() {
        for (String filter : List.of("state", "state = LATE", "done = maybe", "colour = red", "priority = SOON",
                "done = true OR done = false", "state > QUEUED", "create_time > yesterday", "end_time")) {
            assertThatThrownBy(() -> OperationFilter.parse(filter)).as(filter)
                    .isInstanceOf(GemstreamException.class).hasMessageContaining("expected: ");
        }
    }

    @Test
    void theWorkIsWhatIsLeftOfWaitingAndRunningGenerations() {
        index.put(endless("waits", State.QUEUED, 100).build());
        index.put(endless("runs", State.RUNNING, 100).setStartedMs(nowMs).build());
        index.put(endless("claimed", State.CLAIMED, 100).build());
        long createdMs = nowMs;
        nowMs += 2_000;
        assertThat(index.generations("m")).isEqualTo(2);
        assertThat(index.workload("m", WORKERS)).isEqualTo(new ModelWorkload(Running.of(80.0), List.of(
                new TenantBacklog(Lane.INTERACTIVE, Tenant.DEFAULT, 1, 100, createdMs))));
        index.put(endless("waits", State.RUNNING, 100).setStartedMs(nowMs).build());
        index.put(row("runs", State.ENDED).setModel("m").build());
        assertThat(index.workload("m", WORKERS)).isEqualTo(new ModelWorkload(Running.of(100.0), List.of()));
        index.remove("waits");
        assertThat(index.workload("m", WORKERS)).isEqualTo(ModelWorkload.NONE);
        assertThat(index.generations("m")).isZero();
        assertThat(index.workload("other", WORKERS)).isEqualTo(ModelWorkload.NONE);
        assertThat(index.generations("other")).isZero();
    }

    @Test
    void lanesAndTenantsWaitInLinesOfTheirOwn() {
        index.put(waiting("a1", Priority.BATCH, "a"));
        index.put(waiting("a2", Priority.BATCH, "a"));
        index.put(waiting("b", Priority.BATCH, "b"));
        index.put(waiting("i", Priority.INTERACTIVE, "a"));
        index.put(waiting("b", Priority.BATCH, "b").toBuilder().setState(State.ENDED).build());
        assertThat(index.workload("m", WORKERS).waiting()).containsExactlyInAnyOrder(
                new TenantBacklog(Lane.BATCH, new Tenant("a"), 2, 20, nowMs),
                new TenantBacklog(Lane.INTERACTIVE, new Tenant("a"), 1, 10, nowMs));
    }

    @Test
    void whatMayBeGeneratedCountsForNoMoreThanContextAndCacheHold() {
        index.put(endless("runs", State.RUNNING, 2_000_000_000).setStartedMs(nowMs).build());
        index.put(endless("waits", State.QUEUED, 2_000_000_000).build());
        assertThat(index.workload("m", WORKERS)).isEqualTo(new ModelWorkload(Running.of(4_096.0), List.of(
                new TenantBacklog(Lane.INTERACTIVE, Tenant.DEFAULT, 1, 4_096, nowMs))));
    }

    @Test
    void ofGenerationsThatMayStopTheLikelyLengthCounts() {
        index.put(row("large", State.RUNNING).setModel("m").setCostTokens(2_000_000_000).setStartedMs(nowMs).build());
        assertThat(index.workload("m", WORKERS).running().left().getFirst()).as("before anything is known")
                .isBetween(200.0, 260.0);
        for (int i = 0; i < 50; i++) {
            // As every recorder of a generation writes it.
            index.put(ended("e" + i, 1_000));
            index.put(ended("e" + i, 1_000));
        }
        assertThat(index.workload("m", WORKERS).running().left().getFirst()).isBetween(600.0, 1_400.0);
        assertThat(index.expectedTokens("m", SamplingOptions.newBuilder().setMaxTokens(20).build(), WORKERS))
                .isBetween(19.0, 20.0);
    }

    private OperationRecord ended(String requestId, int tokens) {
        return row(requestId, State.ENDED).setModel("m").setCostTokens(4_096).setAttempts(1)
                .setFinish(FinishBody.newBuilder().setReason(FinishReason.STOP)
                        .setUsage(Usage.newBuilder().setCompletionTokens(tokens))).build();
    }

    @Test
    void listsCanBeOfOneLaneOrTenant() {
        index.markLoaded();
        index.put(waiting("x", Priority.BATCH, "a"));
        index.put(row("y", State.QUEUED).build());
        for (String filter : List.of("priority = BATCH", "tenant = a", "tenant = \"a\" AND priority = BATCH")) {
            assertThat(names(filter)).as(filter).containsExactly("operations/x");
        }
        assertThat(names("tenant = default")).containsExactly("operations/y");
        assertThat(names("priority = INTERACTIVE")).containsExactly("operations/y");
    }

    @Test
    void afterWhatIsHeldComesTheHistory() {
        index.markLoaded();
        index.put(row("a", State.RUNNING).build());
        nowMs += 1;
        index.put(row("b", State.ENDED).build());
        List<OperationRecord> rows = List.of(
                row("b", State.ENDED).build(), row("c", State.ENDED).build(), row("d", State.ENDED).build());
        for (int size = 1; size < 7; size++) {
            List<String> names = new ArrayList<>();
            String token = "";
            do {
                ListOperationsResponse page = OperationPages.page(index, history(rows), ListOperationsRequest.newBuilder()
                        .setPageSize(size).setPageToken(token).build()).toCompletableFuture().join();
                assertThat(page.getOperationsCount()).isLessThanOrEqualTo(size);
                page.getOperationsList().stream().map(Operation::getName).forEach(names::add);
                token = page.getNextPageToken();
            } while (!token.isEmpty());
            assertThat(names).as("pages of %d", size).containsSubsequence(
                    "operations/b", "operations/a", "operations/c", "operations/d").hasSizeBetween(4, 5);
        }
    }

    @Test
    void aTokenThatIsNotOursIsRefused() {
        index.markLoaded();
        for (String token : List.of("x", "h1", "h1.2", "h1.2.x", "h1.2.3.4", "7")) {
            assertThatThrownBy(() -> page(ListOperationsRequest.newBuilder().setPageToken(token).build())).as(token)
                    .isInstanceOf(GemstreamException.class).hasMessageContaining("page_token");
        }
    }

    @Test
    void timesAreCompared() {
        String then = "1970-01-01T00:16:40Z"; // 1,000,000 ms
        OperationRecord running = row("r", State.RUNNING).build();
        OperationRecord ended = row("e", State.ENDED).setEndedMs(1_000_500).build();
        for (String filter : List.of("create_time = " + then, "create_time <= " + then, "create_time >= \"" + then + "\"")) {
            assertThat(OperationFilter.parse(filter).test(running)).as(filter).isTrue();
        }
        for (String filter : List.of("create_time < " + then, "create_time > " + then, "end_time < " + then)) {
            assertThat(OperationFilter.parse(filter).test(running)).as(filter).isFalse();
        }
        assertThat(OperationFilter.parse("end_time > 1970-01-01T00:16:40.499Z").test(ended)).isTrue();
        assertThat(OperationFilter.parse("end_time > 1970-01-01T01:16:40.500+01:00").test(ended)).isFalse();
        WindowSummary window = new WindowSummary(
                0, 1, 20, 30, 5, 10, 20, 30, NameFilter.of(Set.of("default")), NameFilter.of(Set.of("m")));
        for (String filter : List.of("done = true AND create_time < 1970-01-01T00:00:00.006Z",
                "end_time >= 1970-01-01T00:00:00.030Z", "tenant = default AND model = m", "priority = BATCH")) {
            assertThat(OperationFilter.parse(filter).mayHave(window)).as(filter).isTrue();
        }
        for (String filter : List.of("done = false", "state = QUEUED", "create_time < 1970-01-01T00:00:00.005Z",
                "end_time > 1970-01-01T00:00:00.030Z", "end_time = 1970-01-01T00:00:00.031Z", "tenant = other", "model = n")) {
            assertThat(OperationFilter.parse(filter).mayHave(window)).as(filter).isFalse();
        }
    }

    @Test
    void saysWhatNobodyWorksOnAnyMore() {
        index.put(row("replied", State.ENDED).setReplyTo("t").setReplyState(Reply.State.PENDING).build());
        index.put(row("e", State.ENDED).build());
        index.put(row("r", State.RUNNING).build());
        assertThat(index.settled(nowMs)).isEmpty();
        assertThat(index.settled(nowMs + 1)).extracting(OperationRecord::getRequestId).containsExactly("e");
        nowMs += 1;
        index.put(row("replied", State.ENDED).setReplyTo("t").setReplyState(Reply.State.DELIVERED).build());
        assertThat(index.settled(nowMs)).hasSize(1);
        assertThat(index.settled(nowMs + 1)).hasSize(2);
        index.remove("e");
        assertThat(index.settled(nowMs + 1)).extracting(OperationRecord::getRequestId).containsExactly("replied");
    }

    @Test
    void anAnswerThatIsAskedForAgainComesBackFromTheHistory() {
        index.put(row("r", State.ENDED).build());
        index.remove("r");
        index.put(row("r", State.ENDED).build());
        assertThat(index.get("r")).as("a recorder that was late").isEmpty();
        index.put(row("r", State.ENDED).setReplyTo("t").setReplyAskedMs(7).setReplyState(Reply.State.PENDING).build());
        assertThat(index.unanswered()).hasSize(1);
    }

    private ListOperationsResponse page(ListOperationsRequest request) {
        return OperationPages.page(index, history(List.of()), request).toCompletableFuture().join();
    }

    /** The place of each is its number. */
    private static OperationPages.History history(List<OperationRecord> rows) {
        return (_, after, size) -> {
            int from = after.equals(HistoryPages.Place.START) ? 0 : (int) after.offset() + 1;
            int end = Math.min(rows.size(), from + size);
            List<HistoryPages.Entry> entries = IntStream.range(from, end).mapToObj(number ->
                    new HistoryPages.Entry(new HistoryPages.Place(7, 0, number), rows.get(number))).toList();
            return CompletableFuture.completedFuture(new HistoryPages.Page(
                    entries, end < rows.size() ? Optional.of(entries.getLast().place()) : Optional.empty()));
        };
    }

    private List<String> names(String filter) {
        return page(ListOperationsRequest.newBuilder().setFilter(filter).build())
                .getOperationsList().stream().map(Operation::getName).toList();
    }

    private OperationRecord waiting(String requestId, Priority priority, String tenant) {
        return endless(requestId, State.QUEUED, 10).setPriority(priority).setTenant(tenant)
                .build();
    }

    /** A generation that nothing but its limit ends. */
    private OperationRecord.Builder endless(String requestId, State state, long most) {
        return row(requestId, state).setModel("m").setCostTokens(most)
                .setSampling(SamplingOptions.newBuilder().setIgnoreEos(true));
    }

    private OperationRecord.Builder row(String requestId, State state) {
        return OperationRecord.newBuilder().setRequestId(requestId).setState(state).setCreatedMs(nowMs);
    }
}
