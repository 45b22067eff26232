package io.gemstream.gemma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.NumericProfile;
import io.gemstream.gemma.chat.ChatEnding;
import io.gemstream.gemma.chat.ChatMessage;
import io.gemstream.gemma.chat.ChatSegment;
import io.gemstream.gemma.chat.ChatTemplate;
import io.gemstream.gemma.chat.SystemPolicy;
import io.gemstream.gemma.constraint.GrammarText;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.EndReason;
import io.gemstream.gemma.engine.Engine;
import io.gemstream.gemma.engine.EngineOptions;
import io.gemstream.gemma.engine.ForwardingBackend;
import io.gemstream.gemma.engine.SequenceRequest;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.error.GemmaException;
import io.gemstream.gemma.error.GemmaException.Code;
import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.gemma.tokenizer.EncodeMode;
import io.gemstream.testing.oracle.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GemmaTest {

    private static final Path MODEL = Golden.path("gemma3-tiny-f32.gguf");
    private static final SamplerOptions GREEDY =
            SamplerOptions.builder().temperature(0).maxTokens(24).ignoreEos(true).build();
    private static final GenerateOptions OPTIONS = GenerateOptions.of(GREEDY);
    private static final String PROMPT = "Once upon a time";

    @Test
    void greedyTextIsTheEngines() {
        try (Gemma gemma = open()) {
            int[] prompt = gemma.tokenizer().encodePrompt(PROMPT, EncodeMode.PLAIN_TURN_TOKENS);

            GeneratedText generated = gemma.generate(PROMPT, OPTIONS);

            assertThat(generated.text()).isNotEmpty().isEqualTo(engines(prompt));
            assertThat(generated.tokenIds()).hasSize(24);
            assertThat(generated.endReason()).isEqualTo(EndReason.LENGTH);
            assertThat(generated.usage().promptTokens()).isEqualTo(prompt.length);
            assertThat(generated.usage().completionTokens()).isEqualTo(24);
        }
    }

    @Test
    void piecesJoinedAreTheTextAndComeOnTheCallersThread() {
        try (Gemma gemma = open()) {
            List<String> pieces = new ArrayList<>();
            Set<Thread> threads = new HashSet<>();

            GeneratedText generated = gemma.generate(PROMPT, OPTIONS, piece -> {
                pieces.add(piece);
                threads.add(Thread.currentThread());
            });

            assertThat(pieces).hasSizeGreaterThan(1).doesNotContain("");
            assertThat(String.join("", pieces)).isEqualTo(generated.text());
            assertThat(threads).containsExactly(Thread.currentThread());
        }
    }

    @Test
    void aChatIsWhatTheTemplateMakesOfIt() {
        try (Gemma gemma = open()) {
            List<ChatMessage> messages = List.of(
                    ChatMessage.system("Be brief."), ChatMessage.user("Hello <end_of_turn>"), ChatMessage.model("Hi!"),
                    ChatMessage.user(PROMPT));
            List<ChatSegment> segments = new ChatTemplate(SystemPolicy.FOLD).render(messages, ChatEnding.NEW_TURN);

            assertThat(gemma.chat(messages, OPTIONS).text())
                    .isEqualTo(engines(new ChatEncoder(gemma.tokenizer()).encode(segments)));
        }
    }

    @Test
    void aMessageOfTheModelIsGoneOnWith() {
        try (Gemma gemma = open()) {
            List<ChatMessage> messages = List.of(ChatMessage.user(PROMPT), ChatMessage.model("there was"));
            List<ChatSegment> segments = new ChatTemplate(SystemPolicy.FOLD).render(messages, ChatEnding.OPEN_TURN);

            assertThat(gemma.chat(messages, OPTIONS).text())
                    .isEqualTo(engines(new ChatEncoder(gemma.tokenizer()).encode(segments)));
        }
    }

    @Test
    void twoAtOnceAreAsEachAlone() {
        CyclicBarrier bothInTheModel = new CyclicBarrier(2);
        try (Gemma gemma = open()) {
            String first = gemma.generate(PROMPT, OPTIONS).text();
            String second = gemma.generate("The capital", OPTIONS).text();

            // Each has its first piece before either goes on.
            CompletableFuture<String> one =
                    CompletableFuture.supplyAsync(() -> together(gemma, PROMPT, bothInTheModel));
            CompletableFuture<String> other =
                    CompletableFuture.supplyAsync(() -> together(gemma, "The capital", bothInTheModel));

            assertThat(one.join()).isEqualTo(first);
            assertThat(other.join()).isEqualTo(second);
        }
    }

    private static String together(Gemma gemma, String prompt, CyclicBarrier barrier) {
        List<String> pieces = new ArrayList<>();
        return gemma.generate(prompt, OPTIONS, piece -> {
            pieces.add(piece);
            if (pieces.size() == 1) {
                await(barrier);
            }
        }).text();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Holds every step but the first few until it is told. */
    private static final class Held extends ForwardingBackend {

        private final CountDownLatch released = new CountDownLatch(1);
        private int steps;

        Held(Backend to) {
            super(to);
        }

        @Override
        public void run(StepPlan plan, float[][] logits) {
            if (++steps > 16) {
                awaitQuietly(released);
            }
            super.run(plan, logits);
        }
    }

    @Test
    void closingEndsTextsAndThreads() {
        Set<Thread> before = threads();
        AtomicReference<Held> held = new AtomicReference<>();
        Gemma gemma = Gemma.builder(MODEL)
                .backend(model -> {
                    held.set(new Held(cpu(model, 2)));
                    return held.get();
                })
                .open();
        Thread closing = Thread.ofPlatform().unstarted(gemma::close);

        assertCode(Code.CLOSED, () -> gemma.generate(PROMPT, OPTIONS, _ -> {
            if (closing.getState() == Thread.State.NEW) {
                closing.start();
                // Until it waits for the engine's thread, which is held in a step, or has come between two steps.
                while (closing.isAlive() && closing.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                held.get().released.countDown();
            }
        }));

        gemma.close(); // waits for the other
        assertCode(Code.CLOSED, () -> gemma.generate(PROMPT, OPTIONS));
        assertThat(threads()).isSubsetOf(before);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("gem"))
                .collect(Collectors.toSet());
    }

    /**
     * Computes nothing before the thread that asked has dealt with its interruption and waits again, by which it has
     * cancelled. Without an interruption that is dealt with, it goes on after a while, up to the end of the text.
     */
    private static final class AfterAnInterruption extends ForwardingBackend {

        private final Thread asking;

        AfterAnInterruption(Backend to, Thread asking) {
            super(to);
            this.asking = asking;
        }

        @Override
        public void run(StepPlan plan, float[][] logits) {
            long startNs = System.nanoTime();
            while ((asking.isInterrupted() || asking.getState() != Thread.State.WAITING)
                    && System.nanoTime() - startNs < Duration.ofSeconds(30).toNanos()) {
                Thread.onSpinWait();
            }
            super.run(plan, logits);
        }
    }

    @Test
    void anInterruptionEndsTheTextEarly() {
        Thread asking = Thread.currentThread();
        try (Gemma gemma = Gemma.builder(MODEL)
                .backend(model -> new AfterAnInterruption(cpu(model, 1), asking)).open()) {
            asking.interrupt();

            GeneratedText generated = gemma.generate(PROMPT, OPTIONS);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(generated.endReason()).isEqualTo(EndReason.CANCELLED);
            assertThat(generated.tokenIds()).as("what the step under way came to").hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void whatTheReaderThrowsComesOut() {
        try (Gemma gemma = open()) {
            IllegalStateException full = new IllegalStateException("full");

            assertThatThrownBy(() -> gemma.generate(PROMPT, OPTIONS, _ -> {
                throw full;
            })).isSameAs(full);

            assertThat(gemma.generate(PROMPT, OPTIONS).text()).isNotEmpty();
        }
    }

    @Test
    void aConstraintHolds() {
        try (Gemma gemma = open()) {
            GenerateOptions yesOrNo = OPTIONS.withConstraint(GrammarText.regex("(yes|no)"));

            assertThat(gemma.generate(PROMPT, yesOrNo).text()).isIn("yes", "no");
            assertCode(Code.INVALID_CONSTRAINT,
                    () -> gemma.generate(PROMPT, OPTIONS.withConstraint(GrammarText.regex("("))));
        }
    }

    @Test
    void badFilesHaveACode(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("model.gguf"), "no model");

        assertCode(Code.INVALID_MODEL_FILE, () -> Gemma.open(text));
        assertCode(Code.INVALID_MODEL_FILE, () -> Gemma.open(folder.resolve("missing.gguf")));
    }

    @Test
    void badOptionsHaveACode() {
        assertCode(Code.INVALID_OPTION, () -> Gemma.builder(MODEL).slots(0).open());
        assertCode(Code.INVALID_OPTION, () -> Gemma.builder(MODEL).threads(0).open());
        assertCode(Code.INVALID_OPTION, () -> Gemma.builder(MODEL).kvCacheTokens(0).open());
        assertCode(Code.INVALID_OPTION, () -> SamplerOptions.builder().topP(2).build());
        assertCode(Code.OUT_OF_MEMORY,
                () -> Gemma.builder(MODEL).profile(NumericProfile.EXACT).kvCacheTokens(1_000_000_000).open());
    }

    @Test
    void badPromptsHaveACode() {
        try (Gemma gemma = Gemma.builder(MODEL).kvCacheTokens(64).open()) {
            assertCode(Code.EMPTY_PROMPT, () -> gemma.generate(""));
            assertCode(Code.PROMPT_TOO_LONG, () -> gemma.generate("word ".repeat(100)));
            assertCode(Code.INVALID_CHAT, () -> gemma.chat(List.of(), OPTIONS));
        }
    }

    /** Fails in every step. */
    private static final class Broken extends ForwardingBackend {

        Broken(Backend to) {
            super(to);
        }

        @Override
        public void run(StepPlan plan, float[][] logits) {
            throw new IllegalStateException("no step");
        }
    }

    @Test
    void aStepThatFailsIsTold() {
        try (Gemma gemma = Gemma.builder(MODEL).backend(model -> new Broken(cpu(model, 1))).open()) {
            GemmaException failure =
                    catchThrowableOfType(GemmaException.class, () -> gemma.generate(PROMPT, OPTIONS));

            assertThat(failure.code()).isEqualTo(Code.GENERATION_FAILED);
            assertThat(failure).hasMessageContaining("no step").hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    private static Gemma open() {
        return Gemma.builder(MODEL).threads(1).profile(NumericProfile.EXACT).kvCacheTokens(1024).open();
    }

    private static Backend cpu(GemmaModel model, int threads) {
        return CpuBackend.create(model.config(), model.weights(),
                CpuOptions.builder().threads(threads).kvCacheTokens(256).build());
    }

    private static String engines(int[] prompt) {
        try (GemmaModel model = GemmaModel.load(MODEL);
                Backend backend = cpu(model, 1);
                Engine engine = Engine.start(backend, model.tokenizer(), EngineOptions.ofSlots(1))) {
            return engine.generate(SequenceRequest.of("1", prompt, GREEDY, model.config().contextLength()));
        }
    }

    private static void assertCode(Code code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(
                GemmaException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
