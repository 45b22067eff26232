package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.tokenizer.PiecesFile;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Cancellation, deadlines, failures and the end: the backend's hook makes things happen inside a chosen step. */
class EngineControlTest {

    private final Tokenizer tokenizer = PiecesFile.tinyTokenizer();
    private final CompletableFuture<Engine> engine = new CompletableFuture<>();
    private final AtomicInteger steps = new AtomicInteger();

    @Test
    void cancelsASequenceThatWaits() {
        Recording first = new Recording();
        Recording waiting = new Recording();
        TokenMemoryBackend backend = backend(plan -> atStep(3, () -> engine.join().cancel("waiting")));
        try (Engine open = start(backend, EngineOptions.ofSlots(1).withMaxBatchTokens(16))) {
            open.submit(endless("first", 8, 20), first);
            open.submit(endless("waiting", 8, 20), waiting);
            engine.complete(open);

            assertThat(waiting.finished().reason()).isEqualTo(EndReason.CANCELLED);
            assertThat(first.finished().reason()).isEqualTo(EndReason.LENGTH);
        }
        assertThat(waiting.tokens()).isEmpty();
        assertThat(backend.plans()).hasSize(20);
    }

    @Test
    void cancelsASequenceInPrefill() {
        Recording run = new Recording();
        TokenMemoryBackend backend = backend(plan -> atStep(2, () -> engine.join().cancel("a")));
        try (Engine open = start(backend, EngineOptions.ofSlots(1).withMaxBatchTokens(4))) {
            open.submit(endless("a", 40, 20), run);
            engine.complete(open);

            assertThat(run.finished().reason()).isEqualTo(EndReason.CANCELLED);
        }
        assertThat(run.tokens()).isEmpty();
        assertThat(backend.plans()).hasSize(2);
    }

    @Test
    void cancelsASequenceInDecode() {
        Recording run = new Recording();
        TokenMemoryBackend backend = backend(plan -> atStep(5, () -> engine.join().cancel("a")));
        try (Engine open = start(backend, EngineOptions.ofSlots(1).withMaxBatchTokens(16))) {
            open.submit(endless("a", 8, 20), run);
            engine.complete(open);

            assertThat(run.finished().reason()).isEqualTo(EndReason.CANCELLED);
            assertThat(run.finished().usage().completionTokens()).isEqualTo(5);
            assertThat(open.cancel("a")).isFalse();
        }
        assertThat(run.tokens()).hasSize(5);
        assertThat(backend.plans()).hasSize(5);
    }

    @Test
    void spendsNothingOnWorkThatExpiredBeforehand() {
        Recording run = new Recording();
        TokenMemoryBackend backend = backend(plan -> {});
        try (Engine open = start(backend, EngineOptions.ofSlots(1).withMaxBatchTokens(16))) {
            open.submit(Requests.withDeadline(endless("a", 8, 20), System.currentTimeMillis() - 1), run);

            assertThat(run.finished().reason()).isEqualTo(EndReason.DEADLINE);
        }
        assertThat(backend.plans()).isEmpty();
    }

    @Test
    void endsRunningWorkAtItsDeadline() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000);
        EngineClock clock = new EngineClock(() -> 1_000, nanos::get);
        Recording expiring = new Recording();
        Recording other = new Recording();
        TokenMemoryBackend backend = backend(plan -> {
            steps.incrementAndGet();
            nanos.addAndGet(1_000_000);
        });
        try (Engine open = Engine.start(backend, tokenizer, EngineOptions.ofSlots(2).withMaxBatchTokens(16), clock)) {
            open.submit(Requests.withDeadline(endless("a", 8, 100), 1_010), expiring);

            EngineEvent.Finished end = expiring.finished();
            assertThat(end.reason()).isEqualTo(EndReason.DEADLINE);
            assertThat(end.usage()).isEqualTo(new SequenceUsage(8, 10, 0, 0, 1_000_000, 9_000_000));
            open.submit(endless("b", 8, 5), other);
            assertThat(other.finished().reason()).isEqualTo(EndReason.LENGTH);
        }
        assertThat(expiring.tokens()).hasSize(10);
    }

    @Test
    void aBackendFailureEndsTheSequencesOfTheStepOnly() {
        IllegalStateException broken = new IllegalStateException("device lost");
        TokenMemoryBackend backend = backend(plan -> atStep(3, () -> {
            throw broken;
        }));
        Recording failed = new Recording();
        Recording waiting = new Recording();
        try (Engine open = start(backend, EngineOptions.ofSlots(1).withMaxBatchTokens(16))) {
            open.submit(endless("a", 8, 20), failed);
            open.submit(endless("b", 8, 20), waiting);
            engine.complete(open);

            assertThat(failed.finished().reason()).isEqualTo(EndReason.ERROR);
            assertThat(failed.finished().failure()).containsSame(broken);
            assertThat(waiting.finished().reason()).isEqualTo(EndReason.LENGTH);
        }
        assertThat(failed.tokens()).hasSize(2);
        assertThat(waiting.tokens()).hasSize(20);
    }

    @Test
    void aFailingListenerEndsItsOwnSequenceOnly() {
        IllegalStateException broken = new IllegalStateException("full");
        Recording healthy = new Recording();
        CompletableFuture<EngineEvent.Finished> end = new CompletableFuture<>();
        try (Engine open = start(backend(plan -> {}), EngineOptions.ofSlots(2).withMaxBatchTokens(16))) {
            open.submit(endless("bad", 8, 20), event -> {
                switch (event) {
                    case EngineEvent.TokenSampled(int index, _, _, _, _) when index == 4 -> throw broken;
                    case EngineEvent.TokenSampled _, EngineEvent.PromptScored _ -> {}
                    case EngineEvent.Finished finished -> end.complete(finished);
                }
            });
            open.submit(endless("good", 8, 20), healthy);

            assertThat(end.join().reason()).isEqualTo(EndReason.ERROR);
            assertThat(end.join().failure()).containsSame(broken);
            assertThat(healthy.finished().reason()).isEqualTo(EndReason.LENGTH);
        }
    }

    @Test
    void logitsThatAreNoNumbersEndTheirSequenceOnly() {
        TokenMemoryBackend backend = new TokenMemoryBackend(
                64,
                16,
                (seen, row) -> {
                    TokenMemoryBackend.hash(seen, row);
                    row[9] = seen[0] == 100 && seen.length > 10 ? Float.NaN : row[9];
                },
                plan -> {});
        Recording sick = new Recording();
        Recording healthy = new Recording();
        int[] sickPrompt = {100, 101, 102};
        try (Engine open = start(backend, EngineOptions.ofSlots(2).withMaxBatchTokens(16))) {
            open.submit(Requests.of("sick", sickPrompt, Requests.greedy(20).ignoreEos(true).build()), sick);
            open.submit(endless("healthy", 8, 20), healthy);

            assertThat(sick.finished().reason()).isEqualTo(EndReason.ERROR);
            assertThat(healthy.finished().reason()).isEqualTo(EndReason.LENGTH);
        }
    }

    @Test
    void endsWhatIsLeftWhenClosed() {
        Recording running = new Recording();
        Recording waiting = new Recording();
        TokenMemoryBackend backend = backend(plan -> atStep(3, () -> engine.join().close()));
        Engine open = start(backend, EngineOptions.ofSlots(1).withMaxBatchTokens(16));
        open.submit(endless("running", 8, 50), running);
        open.submit(endless("waiting", 8, 50), waiting);
        engine.complete(open);

        for (Recording run : List.of(running, waiting)) {
            assertThat(run.finished().reason()).isEqualTo(EndReason.ERROR);
            assertThat(run.finished().failure()).containsInstanceOf(EngineClosedException.class);
        }
        open.close();
        assertThat(running.tokens()).hasSize(3);
        assertThatThrownBy(() -> open.submit(endless("late", 8, 5), event -> {}))
                .isInstanceOf(EngineClosedException.class);
    }

    @Test
    void refusesAnIdThatIsActive() {
        Recording run = new Recording();
        try (Engine open = start(backend(plan -> engine.join()), EngineOptions.ofSlots(1).withMaxBatchTokens(16))) {
            open.submit(endless("a", 8, 5), run);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> open.submit(endless("a", 8, 5), event -> {}))
                    .withMessage("id: a (expected: not active)");
            engine.complete(open);
            run.finished();
            Recording again = new Recording();
            open.submit(endless("a", 8, 5), again);
            assertThat(again.finished().reason()).isEqualTo(EndReason.LENGTH);
            assertThat(again.tokens()).isEqualTo(run.tokens());
        }
    }

    @Test
    void countsFreeSlotsAndLoad() {
        Recording run = new Recording();
        try (Engine open = start(backend(plan -> engine.join()), EngineOptions.ofSlots(2).withMaxBatchTokens(16))) {
            assertThat(open.freeSlots()).isEqualTo(2);
            for (String id : List.of("a", "b", "c")) {
                open.submit(endless(id, 8, 8), id.equals("c") ? run : event -> {});
            }

            assertThat(open.freeSlots()).isZero();
            engine.complete(open);
            run.finished();
            assertThat(open.freeSlots()).isEqualTo(2);
            assertThat(open.load().kv().blocks()).isEqualTo(64);
        }
    }

    @Test
    void sleepsWhenIdle() throws InterruptedException {
        Recording run = new Recording();
        try (Engine open = start(backend(plan -> {}), EngineOptions.ofSlots(1).withMaxBatchTokens(16))) {
            open.submit(endless("a", 8, 5), run);
            run.finished();
            Thread thread = Thread.getAllStackTraces().keySet().stream()
                    .filter(each -> each.getName().equals("gemstream-engine") && each.isAlive())
                    .filter(each -> Arrays.stream(each.getStackTrace())
                            .anyMatch(frame -> frame.getClassName().equals(Engine.class.getName())))
                    .findFirst()
                    .orElseThrow();
            for (int i = 0; i < 1_000 && thread.getState() != Thread.State.WAITING; i++) {
                Thread.sleep(10);
            }

            assertThat(thread.getState()).isEqualTo(Thread.State.WAITING);
        }
    }

    private void atStep(int step, Runnable action) {
        engine.join();
        if (steps.incrementAndGet() == step) {
            action.run();
        }
    }

    private Engine start(Backend backend, EngineOptions options) {
        return Engine.start(backend, tokenizer, options);
    }

    private static TokenMemoryBackend backend(Consumer<StepPlan> beforeRun) {
        return new TokenMemoryBackend(64, 16, TokenMemoryBackend::hash, beforeRun);
    }

    private static SequenceRequest endless(String id, int promptLength, int maxTokens) {
        return Requests.of(
                id,
                Requests.prompt(id.hashCode(), promptLength),
                Requests.greedy(maxTokens).ignoreEos(true).build());
    }
}
