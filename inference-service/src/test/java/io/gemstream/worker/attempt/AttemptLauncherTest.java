package io.gemstream.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.BoundGrammars;
import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.engine.Engine;
import io.gemstream.gemma.engine.EngineOptions;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.PromptHash;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.StartBody;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.proto.v1.TopLogprobs;
import io.gemstream.testing.oracle.GreedyGolden;
import io.gemstream.testing.oracle.TinyGemma;
import io.gemstream.worker.slot.RunningTask;
import io.gemstream.worker.slot.Settlement;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks through the real engine with the tiny model, the log in memory. */
class AttemptLauncherTest {

    private static final int KV_TOKENS = 128;
    private static final GreedyGolden GOLDEN = TinyGemma.GEMMA3.greedy();
    private static final List<Integer> SHORT = List.of(2, 10, 11);
    /** Where in the reference's ids a token stands for the first time that comes again later. */
    private static final int REPEATED_AT = 2;
    /** A token that neither the prompt nor the reference's ids have. */
    private static final int UNLIKELY = 300;
    private static final int EOS = 1;

    private static GemmaModel model;
    private static CpuBackend backend;
    private static Engine engine;

    private final RecordedLog log = new RecordedLog();
    private final Cancellations cancellations = new Cancellations(10);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicLong nowMs = new AtomicLong(Tasks.WRITTEN_MS + 4_999);
    private CompletableFuture<ModelHashes> hashes =
            CompletableFuture.completedFuture(new ModelHashes("model hash", "tokenizer hash"));
    private ResumePoint resume = ResumePoint.BEGINNING;
    private boolean otherArithmetic;

    @BeforeAll
    static void load() {
        model = GemmaModel.load(TinyGemma.GEMMA3.file());
        backend = CpuBackend.create(model.config(), model.weights(),
                CpuOptions.builder().threads(1).kvCacheTokens(KV_TOKENS).build());
        engine = Engine.start(backend, model.tokenizer(), EngineOptions.ofSlots(2).withMaxBatchTokens(64));
    }

    @AfterAll
    static void close() {
        engine.close();
        backend.close();
        model.close();
    }

    @Test
    void writesStartTokensAndFinish() {
        assertThat(settlement(Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 32), 1))).isEqualTo(Settlement.ACCEPT);

        assertThat(log.records.getFirst().getStart().getDelivery()).isEqualTo(1);
        assertThat(log.ids()).isEqualTo(GOLDEN.greedyIds());
        assertThat(log.records).extracting(StreamRecord::getAttemptId).containsOnly("attempt-1");
        assertThat(log.records).hasSize(34);
        FinishBody finish = log.last().getFinish();
        assertThat(finish.getReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(finish.getIndex()).isEqualTo(32);
        assertThat(finish.getUsage().getPromptTokens()).isEqualTo(48);
        assertThat(finish.getUsage().getCompletionTokens()).isEqualTo(32);
        assertThat(finish.getNumericProfile()).isEqualTo("exact");
    }

    @Test
    void reportsWhatWasComputedBefore() {
        settlement(Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 2), 1));
        WorkerMetrics metrics = new WorkerMetrics(registry, "tiny");
        metrics.watch(engine::load);
        settlement(Tasks.record(Tasks.greedy("r2", GOLDEN.promptIds(), 32), 1));

        // Three blocks of 16; the last has the token whose logits are wanted.
        assertThat(log.last().getFinish().getUsage().getCachedTokens()).isEqualTo(32);
        assertThat(log.ids()).endsWith(GOLDEN.greedyIds().toArray(Integer[]::new));
        assertThat(registry.get("gemstream.worker.prefix.cache.hits").functionCounter().count()).isGreaterThanOrEqualTo(32);
        assertThat(registry.get("gemstream.worker.prefix.cache.queries").functionCounter().count())
                .isGreaterThanOrEqualTo(47);
        assertThat(registry.get("gemstream.worker.preemptions").functionCounter().count())
                .isEqualTo(engine.load().preemptions());
        assertThat(registry.get("gemstream.worker.kv.blocks").gauge().value()).isPositive();
    }

    @Test
    void writesATaskAnewBeforeTheBrokerGivesItUp() {
        ConsumerRecord<String, byte[]> task = Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 32), 3);
        assertThat(settlement(task)).isEqualTo(Settlement.ACCEPT);
        assertThat(log.renewed).containsExactly(task);
        assertThat(log.records).as("of an attempt that is none").isEmpty();
        assertThat(registry.get("gemstream.worker.tasks").tag("outcome", "renewed").counter().count()).isEqualTo(1);

        log.losesTasks = true;
        assertThat(settlement(task)).isEqualTo(Settlement.RELEASE);
    }

    @Test
    void goesOnWhereAnEarlierAttemptStopped() {
        resume = new ResumePoint(GOLDEN.greedyIds().subList(0, 12), false, 0, 1);

        assertThat(settlement(Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 32), 2))).isEqualTo(Settlement.ACCEPT);

        assertThat(log.ids()).isEqualTo(GOLDEN.greedyIds().subList(12, 32));
        assertThat(log.records.get(1).getTokens().getIndex()).isEqualTo(12);
        assertThat(log.last().getFinish().getIndex()).isEqualTo(32);
        assertThat(registry.get("gemstream.worker.redeliveries").counter().count()).isEqualTo(1);
    }

    /**
     * An option, and what it promises of the ids.
     *
     * @param maxTokens of the generation
     */
    private record OptionCase(
            String name, int maxTokens, UnaryOperator<SamplingOptions.Builder> change,
            Consumer<List<Integer>> promise) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** What each option promises, seen in the records; greedy numbers of the reference are what they change. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void anOptionDoesWhatItPromises(OptionCase option) {
        option.promise().accept(greedy(option.maxTokens(), option.change()));
    }

    private static List<OptionCase> options() {
        List<Integer> golden = GOLDEN.greedyIds();
        int repeated = golden.get(REPEATED_AT);
        return List.of(
                new OptionCase("stop_token_ids", 12, options -> options.addStopTokenIds(repeated),
                        ids -> assertThat(ids).isEqualTo(golden.subList(0, REPEATED_AT + 1))),
                new OptionCase("min_tokens", 12,
                        options -> options.addStopTokenIds(repeated).setMinTokens(REPEATED_AT + 2),
                        ids -> assertThat(ids.subList(0, REPEATED_AT + 2)).doesNotContain(repeated)),
                new OptionCase("logit_bias", 6, options -> options.putLogitBias(UNLIKELY, 100),
                        ids -> assertThat(ids).isEqualTo(Collections.nCopies(6, UNLIKELY))),
                new OptionCase("no ignore_eos", 6, options -> options.putLogitBias(EOS, 100).setIgnoreEos(false),
                        ids -> assertThat(ids).containsExactly(EOS)),
                new OptionCase("ignore_eos", 6, options -> options.putLogitBias(EOS, 100),
                        ids -> assertThat(ids).isEqualTo(Collections.nCopies(6, EOS))),
                new OptionCase("penalties", 24,
                        options -> options.setPresencePenalty(2).setFrequencyPenalty(2).setRepetitionPenalty(50),
                        ids -> assertThat(ids).doesNotHaveDuplicates()
                                .doesNotContainAnyElementsOf(GOLDEN.promptIds())),
                new OptionCase("top_k 1", 12, options -> options.setTemperature(100).setTopK(1),
                        ids -> assertThat(ids).isEqualTo(golden.subList(0, 12))),
                new OptionCase("top_p of the best alone", 12, options -> options.setTemperature(1).setTopP(1e-6f),
                        ids -> assertThat(ids).isEqualTo(golden.subList(0, 12))),
                new OptionCase("min_p 1", 12, options -> options.setTemperature(1).setMinP(1),
                        ids -> assertThat(ids).isEqualTo(golden.subList(0, 12))));
    }

    @Test
    void aStopTokenIsTheReasonOfTheEnd() {
        greedy(12, options -> options.addStopTokenIds(GOLDEN.greedyIds().get(REPEATED_AT)));

        assertThat(log.last().getFinish().getReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void aSeedGivesTheSameTokensAndAnotherOthers() {
        List<Integer> once = greedy(12, options -> options.setTemperature(2).setSeed(1));

        assertThat(greedy(12, options -> options.setTemperature(2).setSeed(1))).isEqualTo(once);
        assertThat(greedy(12, options -> options.setTemperature(2).setSeed(2))).isNotEqualTo(once);
    }

    @Test
    void reportsBestTokensAndScoresOfThePrompt() {
        greedy(4, options -> options.setLogprobs(3).setPromptLogprobs(2));

        PromptLogprobs prompt = log.records.get(1).getTokens().getPromptLogprobs();
        assertThat(prompt.getFirst()).isEqualTo(1);
        assertThat(prompt.getIdsList()).isEqualTo(GOLDEN.promptIds().subList(1, 48));
        assertThat(prompt.getLogprobsCount()).isEqualTo(47);
        assertThat(prompt.getTopLogprobsList()).hasSize(47).allMatch(top -> top.getIdsCount() == 2);
        assertThat(log.records.get(1).getTokens().getIdsCount()).isZero();
        for (StreamRecord record : log.records.subList(2, 6)) {
            TopLogprobs top = record.getTokens().getTopLogprobs(0);
            assertThat(top.getIdsCount()).isEqualTo(3);
            assertThat(top.getIds(0)).as("greedy takes the best").isEqualTo(record.getTokens().getIds(0));
            assertThat(top.getLogprobs(0)).as("one computation").isEqualTo(record.getTokens().getLogprobs(0));
            assertThat(top.getLogprobsList()).isSortedAccordingTo(Comparator.reverseOrder());
        }
    }

    @Test
    void writesTheScoresOfAPromptAndNoToken() {
        assertThat(greedy(0, options -> options.setPromptLogprobs(1).setPieces(true))).isEmpty();
        assertThat(log.records).hasSize(3);
        PromptLogprobs scores = log.records.get(1).getTokens().getPromptLogprobs();
        assertThat(scores.getIdsList()).isEqualTo(GOLDEN.promptIds().subList(1, GOLDEN.promptIds().size()));
        assertThat(scores.getLeadingPiece()).isEqualTo("<bos>");
        FinishBody finish = log.last().getFinish();
        assertThat(finish.getReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(finish.getUsage().getPromptTokens()).isEqualTo(48);
        assertThat(finish.getUsage().getCompletionTokens()).isZero();
    }

    @Test
    void writesThePieceOfALonePromptAlsoWhereNoTokenFollows() {
        for (int tokens : new int[] {0, 1}) {
            log.records.clear();
            TaskRecord task = Tasks.greedy("r", List.of(2), tokens);
            settlement(Tasks.record(task.toBuilder().setSampling(
                    task.getSampling().toBuilder().setPromptLogprobs(0).setPieces(true)).build(), 1));
            assertThat(log.records).hasSize(3 + tokens);
            assertThat(log.records.get(1).getTokens().getPromptLogprobs().getLeadingPiece()).isEqualTo("<bos>");
        }
    }

    /** A worker dies at any token of a constrained generation, and another goes on exactly. */
    @Test
    void goesOnUnderAConstraintWhereAnEarlierAttemptStopped() {
        UnaryOperator<SamplingOptions.Builder> constrained = options -> options.setTemperature(1).setTopK(0).setTopP(1)
                .setSeed(5).setJsonSchema("{\"type\":\"array\",\"items\":{\"type\":\"integer\"},\"minItems\":3,\"maxItems\":3}");
        List<Integer> whole = greedy(60, constrained);
        String text = text();
        assertThat(text).matches("\\[-?\\d+,-?\\d+,-?\\d+]");
        assertThat(log.last().getFinish().getReason()).isEqualTo(FinishReason.STOP);

        for (int died = 1; died < whole.size(); died++) {
            resume = new ResumePoint(whole.subList(0, died), false, 0, 1);
            assertThat(greedy(60, constrained)).as("after %d tokens", died)
                    .isEqualTo(whole.subList(died, whole.size()));
            assertThat(log.last().getFinish().getReason()).isEqualTo(FinishReason.STOP);
        }
    }

    private List<Integer> greedy(int maxTokens, UnaryOperator<SamplingOptions.Builder> change) {
        log.records.clear();
        TaskRecord task = Tasks.greedy("r", GOLDEN.promptIds(), maxTokens);
        int delivery = resume.ids().isEmpty() ? 1 : 2;
        assertThat(settlement(Tasks.record(
                task.toBuilder().setSampling(change.apply(task.getSampling().toBuilder())).build(), delivery)))
                .isEqualTo(Settlement.ACCEPT);
        return log.ids();
    }

    private String text() {
        return log.records.stream().map(record -> record.getTokens().getText()).collect(Collectors.joining())
                + log.last().getFinish().getText();
    }

    @Test
    void looksIntoTheLogForAnOldTaskEvenAtItsFirstDelivery() {
        resume = new ResumePoint(GOLDEN.greedyIds().subList(0, 12), false, 0, 1);
        nowMs.set(Tasks.WRITTEN_MS + 5_000);

        settlement(Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 32), 1));

        assertThat(log.ids()).isEqualTo(GOLDEN.greedyIds().subList(12, 32));
    }

    @Test
    void doesNotLookIntoTheLogForAFreshTask() {
        resume = new ResumePoint(GOLDEN.greedyIds().subList(0, 12), false, 0, 1);

        settlement(Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 32), 1));

        assertThat(log.ids()).isEqualTo(GOLDEN.greedyIds());
    }

    @Test
    void looksIntoTheLogOfAFreshTaskWhereAnotherWorkerComputesOtherwise() {
        resume = new ResumePoint(GOLDEN.greedyIds().subList(0, 12), false, 0, 1);
        otherArithmetic = true;

        settlement(Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 32), 1));

        assertThat(log.ids()).isEqualTo(GOLDEN.greedyIds().subList(12, 32));
    }

    @Test
    void onlyAcceptsWhatHasEnded() {
        resume = new ResumePoint(List.of(1, 2), true, 0, 1);

        assertThat(settlement(Tasks.record(Tasks.greedy("r", SHORT, 5), 2))).isEqualTo(Settlement.ACCEPT);

        assertThat(log.records).hasSize(1);
        assertThat(log.last().hasStart()).isTrue();
    }

    /** A tokenizer that took over from a killed one may have written the task twice. */
    @Test
    void aSecondTaskOfWhatHasEndedSpendsNoPrefill() {
        resume = new ResumePoint(List.of(1, 2), true, 0, 1);
        nowMs.set(Tasks.WRITTEN_MS + 5_000);
        Engine closed = Engine.start(backend, model.tokenizer(), EngineOptions.ofSlots(1));
        closed.close(); // what is submitted to it ends with RELEASE

        RunningTask duplicate = worker(closed).start(Tasks.held(Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 32), 1)));

        assertThat(await(duplicate)).isEqualTo(Settlement.ACCEPT);
    }

    @Test
    void givesUpATaskThatLedNowhereTooOften() {
        resume = new ResumePoint(List.of(1, 2), false, 3, 3);

        assertThat(settlement(Tasks.record(Tasks.greedy("r", SHORT, 5), 2))).isEqualTo(Settlement.ACCEPT);

        assertThat(error()).isEqualTo(ErrorReason.DEAD_LETTERED);
        assertThat(log.last().getFinish().getIndex()).isEqualTo(2);
        assertThat(log.letters).singleElement().satisfies(letter -> {
            assertThat(letter.getTopic()).isEqualTo("gemstream.tasks.tiny");
            assertThat(letter.getOffset()).isEqualTo(7);
            assertThat(letter.getAttempts()).isEqualTo(3);
        });
    }

    @Test
    void rejectsARecordThatIsNoTask() {
        assertThat(settlement(Tasks.record("k", new byte[] {1, 2, 3}, 1, Deadline.NEVER))).isEqualTo(Settlement.REJECT);

        assertThat(log.records).isEmpty();
        assertThat(log.letters).singleElement().satisfies(letter -> {
            assertThat(ErrorStatus.reason(letter.getCause())).contains(ErrorReason.MALFORMED_RECORD);
            assertThat(letter.getValue().toByteArray()).containsExactly(1, 2, 3);
        });
    }

    @Test
    void rejectsATaskWhoseLogCannotBeWritten() {
        TaskRecord task = Tasks.greedy("r", GOLDEN.promptIds(), 2).toBuilder().setLogPartition(-1).build();
        assertThat(settlement(Tasks.record(task, 1))).isEqualTo(Settlement.REJECT);

        assertThat(log.records).isEmpty();
        assertThat(log.letters).singleElement().satisfies(letter ->
                assertThat(ErrorStatus.reason(letter.getCause())).contains(ErrorReason.MALFORMED_RECORD));
    }

    /** The topic may have more partitions by then than when the request was taken on. */
    @Test
    void writesEveryRecordWhereTheTaskSays() {
        settlement(Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 2).toBuilder().setLogPartition(5).build(), 1));

        assertThat(log.locations).hasSameSizeAs(log.records).containsOnly(new LogLocation("r", OptionalInt.of(5)));
    }

    @Test
    void neverStartsWhatIsCancelled() {
        cancellations.cancel("r");

        assertThat(settlement(Tasks.record(Tasks.greedy("r", SHORT, 5), 1))).isEqualTo(Settlement.ACCEPT);

        assertThat(log.ids()).isEmpty();
        assertThat(log.last().getFinish().getReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(log.last().getFinish().getIndex()).isZero();
    }

    @Test
    void endsWhatIsCancelledBetweenTwoDeliveriesAndSaysWhatWasSpent() {
        resume = new ResumePoint(GOLDEN.greedyIds().subList(0, 12), false, 0, 1);
        cancellations.cancel("r");

        assertThat(settlement(Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 32), 2))).isEqualTo(Settlement.ACCEPT);

        assertThat(log.ids()).as("nothing is computed").isEmpty();
        assertThat(log.last().getFinish().getReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(log.last().getFinish().getIndex()).isEqualTo(12);
        assertThat(log.last().getFinish().getUsage().getCompletionTokens()).isEqualTo(12);
    }

    @Test
    void endsARunningGenerationThatIsCancelled() {
        log.lost = record -> {
            if (record.hasTokens() && record.getTokens().getIndex() == 3) {
                cancellations.cancel("r");
            }
            return false;
        };

        assertThat(settlement(Tasks.record(Tasks.greedy("r", SHORT, 100), 1))).isEqualTo(Settlement.ACCEPT);

        assertThat(log.last().getFinish().getReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(log.last().getFinish().getIndex()).isEqualTo(log.ids().size()).isLessThan(100);
    }

    @Test
    void computesNothingAfterTheDeadline() {
        byte[] task = Tasks.greedy("r", SHORT, 5).toByteArray();

        assertThat(settlement(Tasks.record("r", task, 1, new Deadline(1_700_000_000_000L)))).isEqualTo(Settlement.ACCEPT);

        assertThat(error()).isEqualTo(ErrorReason.EXPIRED_IN_QUEUE);
        assertThat(log.ids()).isEmpty();
    }

    @Test
    void refusesAPromptThatTheCacheCannotHold() {
        generateWithCacheOf(16);

        assertThat(error()).isEqualTo(ErrorReason.KV_CACHE_TOO_SMALL);
        assertThat(log.last().getFinish().getError().getMessage()).contains("48 tokens (expected: at most 15,");
    }

    @Test
    void endsWithLengthWhereTheCacheEndsHoweverMuchWasAllowed() {
        generateWithCacheOf(64);

        // Some layers forget, so there is room for some more than 64.
        assertThat(log.ids()).startsWith(GOLDEN.greedyIds().subList(0, 16).toArray(Integer[]::new))
                .hasSizeLessThan(128);
        assertThat(log.last().getFinish().getReason()).isEqualTo(FinishReason.LENGTH);
    }

    private void generateWithCacheOf(int tokens) {
        try (CpuBackend little = CpuBackend.create(model.config(), model.weights(),
                CpuOptions.builder().threads(1).kvCacheTokens(tokens).build());
                Engine cramped = Engine.start(little, model.tokenizer(),
                        EngineOptions.ofSlots(1).withMaxBatchTokens(16))) {
            AttemptLauncher launcher = worker(cramped);
            assertThat(await(launcher.start(Tasks.held(Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 128), 1)))))
                    .isEqualTo(Settlement.ACCEPT);
        }
    }

    @Test
    void refusesATokenThatDoesNotExist() {
        settlement(Tasks.record(Tasks.greedy("r", List.of(2, 512), 5), 1));

        assertThat(error()).isEqualTo(ErrorReason.INVALID_TOKEN_ID);
    }

    @Test
    void handsTheTaskBackWhereATokenIsLost() {
        log.lost = record -> record.hasTokens() && record.getTokens().getIndex() == 3;

        assertThat(settlement(Tasks.record(Tasks.greedy("r", SHORT, 100), 1))).isEqualTo(Settlement.RELEASE);

        assertThat(log.records).noneMatch(StreamRecord::hasFinish);
    }

    @Test
    void handsTheTaskBackWhereTheFinishIsLost() {
        log.lost = StreamRecord::hasFinish;

        assertThat(settlement(Tasks.record(Tasks.greedy("r", SHORT, 5), 1))).isEqualTo(Settlement.RELEASE);
    }

    /** The start record of a worker that had lost the task lay in a producer that was cut off. */
    @Test
    void handsTheTaskBackWhereItsEndDoesNotCount() {
        resume = new ResumePoint(List.of(), false, 1, 1);
        startsLate("zombie", 3);

        assertThat(settlement(Tasks.record(Tasks.greedy("r", SHORT, 5), 2))).isEqualTo(Settlement.RELEASE);

        resume = log.resumePoint(LogMark.finish("attempt-1"), List.of());
        assertThat(resume.finished()).isFalse();
        assertThat(resume.ids()).as("those before the stream was another's").hasSize(3);
        log.lost = _ -> false;
        log.records.clear();
        assertThat(settlement(Tasks.record(Tasks.greedy("r", SHORT, 5), 2))).isEqualTo(Settlement.ACCEPT);
        assertThat(log.ids()).hasSize(2);
    }

    private void startsLate(String attemptId, int index) {
        log.lost = record -> {
            if (record.hasTokens() && record.getTokens().getIndex() == index) {
                log.records.add(StreamRecord.newBuilder().setAttemptId(attemptId)
                        .setStart(StartBody.getDefaultInstance()).build());
            }
            return false;
        };
    }

    @Test
    void handsTheTaskBackWhenAbandoned() {
        CompletableFuture<RunningTask> running = new CompletableFuture<>();
        log.lost = record -> {
            if (record.hasTokens() && record.getTokens().getIndex() == 3) {
                running.join().abandon();
            }
            return false;
        };

        RunningTask task = worker().start(Tasks.held(Tasks.record(Tasks.greedy("r", SHORT, 120), 1)));
        running.complete(task);

        assertThat(await(task)).isEqualTo(Settlement.RELEASE);
        assertThat(log.records).noneMatch(StreamRecord::hasFinish);
    }

    @Test
    void everyFinishSaysWhatItsTokensFollowFrom() {
        settlement(Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 4), 1));

        Provenance provenance = log.last().getFinish().getProvenance();
        assertThat(provenance).isEqualTo(Provenance.newBuilder()
                .setModelSha256("model hash")
                .setTokenizerSha256("tokenizer hash")
                .setPromptSha256(PromptHash.of(GOLDEN.promptIds()))
                .setSampling(Tasks.greedy("r", GOLDEN.promptIds(), 4).getSampling())
                .setDevice("cpu")
                .setNumericProfile("exact")
                .setNumericDetail("vectors")
                .setEngineVersion("1.0")
                .setAttempts(1)
                .build());

        settlement(Tasks.record(Tasks.greedy("r", List.of(2, 512), 4), 1));
        assertThat(log.last().getFinish().getProvenance()).as("an error").isEqualTo(
                provenance.toBuilder().setPromptSha256(PromptHash.of(List.of(2, 512))).build());

        cancellations.cancel("r");
        settlement(Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 4), 1));
        assertThat(log.last().getFinish().getProvenance()).as("a cancellation").isEqualTo(provenance);
    }

    @Test
    void countsTheAttemptsThatTheLogShows() {
        resume = new ResumePoint(GOLDEN.greedyIds().subList(0, 2), false, 0, 2);

        settlement(Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 4), 2));

        assertThat(log.last().getFinish().getProvenance().getAttempts()).isEqualTo(3);
    }

    @Test
    void aFinishWaitsForTheHashOfAModelThatWasJustLoaded() {
        CompletableFuture<ModelHashes> late = new CompletableFuture<>();
        hashes = late;
        RunningTask task = worker().start(Tasks.held(Tasks.record(Tasks.greedy("r", GOLDEN.promptIds(), 4), 1)));
        while (log.ids().size() < 4) {
            Thread.onSpinWait();
        }
        assertThat(log.records).noneMatch(StreamRecord::hasFinish);

        late.complete(ModelHashes.UNKNOWN);

        assertThat(await(task)).isEqualTo(Settlement.ACCEPT);
        assertThat(log.last().getFinish().getReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(log.last().getFinish().getProvenance().getModelSha256()).isEmpty();
    }

    private ErrorReason error() {
        FinishBody finish = log.last().getFinish();
        assertThat(finish.getReason()).isEqualTo(FinishReason.ERROR);
        return ErrorStatus.reason(finish.getError()).orElseThrow();
    }

    private Settlement settlement(ConsumerRecord<String, byte[]> record) {
        return await(worker().start(Tasks.held(record)));
    }

    private static Settlement await(RunningTask task) {
        return task.settled().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private AttemptLauncher worker() {
        return worker(engine);
    }

    private AttemptLauncher worker(Engine computing) {
        WorkerIdentity identity = new WorkerIdentity("w", "cpu", "exact", "vectors", "1.0", model.config().contextLength());
        WorkerContext context = new WorkerContext(identity, hashes, computing,
                new BoundGrammars(model.tokenizer(), 2), model.tokenizer()::shown, cancellations,
                new WorkerMetrics(registry, "tiny"), new Throughput(System::nanoTime), 3, () -> {});
        AttemptStarter starter = new AttemptStarter(identity, (_, _, _) -> resume, Runnable::run, nowMs::get,
                () -> otherArithmetic);
        return new AttemptLauncher(context, log, starter,
                new FinishCheck((_, _, mark) -> log.resumePoint(mark, resume.ids()), Runnable::run), (_, _) -> new Untraced(),
                () -> "attempt-" + attempts.incrementAndGet());
    }

    private record Untraced() implements TaskSpan {
        @Override
        public Headers headers() {
            return new RecordHeaders();
        }

        @Override
        public void end(String outcome) {}
    }
}
