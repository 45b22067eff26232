package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.gemstream.client.Prompts;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.v1.ChatMessage.Role;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.testing.calls.Answer;
import io.gemstream.testing.calls.ClientCall;
import io.gemstream.testing.calls.GenerationClient;
import io.gemstream.testing.oracle.GreedyGolden;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pipeline promises a gRPC client, whatever broker it runs on: one gateway, tokenizer and worker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PipelineSuite {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final GreedyGolden GOLDEN = TinyModel.golden();

    private Broker broker;
    private Pipeline pipeline;
    private GenerationClient client;

    /** The broker to run on; started once, closed by the suite. */
    abstract Broker startBroker();

    /** Settings of all services, beside the harness's own. */
    Map<String, String> properties() {
        return Map.of();
    }

    /** The device that computes. */
    String device() {
        return "cpu";
    }

    @BeforeAll
    void start() {
        broker = startBroker();
        pipeline = Pipeline.start(broker, 1, 1, 1, properties());
        client = pipeline.client(0);
    }

    @AfterAll
    void stop() {
        if (pipeline != null) {
            pipeline.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void greedyTokensEqualTheReference() {
        Answer answer = client.generate(GenerationClient.greedy(Prompts.ids(GOLDEN.promptIds()), 32));
        assertThat(answer.ids()).isEqualTo(GOLDEN.greedyIds());
        assertThat(answer.finished().getReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(answer.finished().getUsage().getPromptTokens()).isEqualTo(48);
        assertThat(answer.finished().getUsage().getCompletionTokens()).isEqualTo(32);
        assertThat(answer.finished().getTiming().getPrefillUs()).isPositive();
        assertThat(answer.finished().getDevice()).isEqualTo(device());
    }

    @Test
    void aSeedGivesTheSameTokensAgainAndComesBackWhereNoneWasGiven() {
        GenerateRequest request = GenerateRequest.newBuilder().setPrompt(Prompts.text("the cat"))
                .setSampling(SamplingOptions.newBuilder().setMaxTokens(24).setIgnoreEos(true)).build();
        var first = client.blocking().generate(request);
        SamplingOptions used = first.next().getAccepted().getSampling();
        assertThat(used.hasSeed()).isTrue();
        GenerateRequest again = request.toBuilder().setSampling(used).build();
        assertThat(client.generate(again).ids()).isEqualTo(client.generate(again).ids());
    }

    @Test
    void stopStringsEndTheTextBeforeThem() {
        Prompt prompt = Prompts.text("the cat");
        String full = client.generate(GenerationClient.greedy(prompt, 24)).text();
        String stop = full.substring(full.length() / 2, full.length() / 2 + 2);
        GenerateRequest request = GenerationClient.greedy(prompt, 24).toBuilder().setSampling(
                SamplingOptions.newBuilder().setTemperature(0).setMaxTokens(24).setIgnoreEos(true).addStop(stop)).build();
        Answer answer = client.generate(request);
        assertThat(answer.text()).isEqualTo(full.substring(0, full.indexOf(stop)));
        assertThat(answer.finished().getReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void aConstrainedTextIsWhatTheGrammarSays() {
        GenerateRequest request = GenerateRequest.newBuilder().setPrompt(Prompts.text("the cat"))
                .setSampling(SamplingOptions.newBuilder().setSeed(3).setMaxTokens(100).setJsonSchema(
                        "{\"type\":\"array\",\"items\":{\"enum\":[\"red\",\"blue\"]},\"minItems\":2,\"maxItems\":3}"))
                .build();
        Answer answer = client.generate(request);
        assertThat(answer.text()).matches("\\[ ?\"(red|blue)\"( ?, ?\"(red|blue)\"){1,2} ?]");
        assertThat(answer.finished().getReason()).isEqualTo(FinishReason.STOP);
        assertRefused(request.toBuilder().setSampling(SamplingOptions.newBuilder().setRegex("(?<=a)b")).build(),
                ErrorReason.INVALID_CONSTRAINT);
    }

    /** The whole continuation as a prompt has the log-probabilities that its tokens had when they were generated. */
    @Test
    void scoresOfAPromptAreThoseOfItsGeneration() {
        List<GenerateResponse> generated = events(GenerationClient.greedy(Prompts.ids(GOLDEN.promptIds()), 8));
        List<Float> logprobs = generated.stream().flatMap(event -> event.getTokens().getLogprobsList().stream()).toList();
        List<Integer> whole = new ArrayList<>(GOLDEN.promptIds());
        whole.addAll(GOLDEN.greedyIds().subList(0, 8));
        GenerateRequest scored = GenerationClient.greedy(Prompts.ids(whole), 1);
        List<GenerateResponse> events = events(scored.toBuilder()
                .setSampling(scored.getSampling().toBuilder().setPromptLogprobs(1).setLogprobs(2)).build());

        PromptLogprobs scores = events.get(1).getTokens().getPromptLogprobs();
        assertThat(scores.getIdsList()).isEqualTo(whole.subList(1, whole.size()));
        assertThat(scores.getLogprobsList().subList(47, 55)).isEqualTo(logprobs);
        assertThat(scores.getTopLogprobs(47).getIds(0)).as("greedy took the best").isEqualTo(whole.get(48));
        assertThat(events.get(2).getTokens().getTopLogprobs(0).getIdsCount()).isEqualTo(2);
    }

    @Test
    void choicesAreWhatTheirSeedsGiveAlone() {
        GenerateRequest request = GenerateRequest.newBuilder().setPrompt(Prompts.text("the cat"))
                .setSampling(SamplingOptions.newBuilder().setSeed(11).setMaxTokens(12).setIgnoreEos(true)).build();
        List<GenerateResponse> events = events(request.toBuilder().setN(3).build());
        for (int choice = 0; choice < 3; choice++) {
            int of = choice;
            Answer answer = Answer.of(events.stream().filter(event -> event.getChoice() == of).toList());
            GenerateRequest alone = request.toBuilder()
                    .setSampling(request.getSampling().toBuilder().setSeed(11 + choice)).build();
            assertThat(answer.ids()).isEqualTo(client.generate(alone).ids()).hasSize(12);
        }
    }

    @Test
    void chatCountsItsTurnTokensAndAnswers() {
        Prompt chat = GenerationClient.chat(GenerationClient.message(Role.USER, "the cat"));
        int plain = client.count(Prompts.text("the cat"));
        assertThat(client.count(chat)).isGreaterThan(plain);
        assertThat(client.generate(GenerationClient.greedy(chat, 8)).finished().getUsage().getPromptTokens())
                .isEqualTo(client.count(chat));
    }

    @Test
    void aMessageOfTheAssistantIsContinuedInsideItsTurnOrRefused() {
        Prompt asked = GenerationClient.chat(GenerationClient.message(Role.USER, "the cat"));
        Prompt ended = GenerationClient.chat(GenerationClient.message(Role.USER, "the cat"),
                GenerationClient.message(Role.ASSISTANT, "the other"));
        Prompt begun = ended.toBuilder().setChat(ended.getChat().toBuilder().setContinueFinalMessage(true)).build();

        assertRefused(GenerationClient.greedy(ended, 8), ErrorReason.INVALID_CHAT);
        Answer answer = client.generate(GenerationClient.greedy(begun, 8));
        // A text counts BOS too; behind the header's newline nothing merges.
        assertThat(client.count(begun))
                .isEqualTo(client.count(asked) + client.count(Prompts.text("the other")) - 1);
        assertThat(answer.finished().getUsage().getPromptTokens()).isEqualTo(client.count(begun));
        assertThat(answer.ids()).isNotEqualTo(client.generate(GenerationClient.greedy(asked, 8)).ids());
    }

    @ParameterizedTest
    @CsvSource({
        "'',        1.0, 8,  EMPTY_PROMPT",
        "the cat,  -1.0, 8,  INVALID_OPTION",
        "the cat,   1.0, 0,  INVALID_OPTION",
    })
    void badInputIsRefusedWithItsReason(String text, float temperature, int maxTokens, ErrorReason expected) {
        GenerateRequest request = GenerateRequest.newBuilder().setPrompt(Prompts.text(text))
                .setSampling(SamplingOptions.newBuilder().setTemperature(temperature).setMaxTokens(maxTokens)).build();
        assertRefused(request, expected);
    }

    @Test
    void anUnknownModelIsRefused() {
        assertRefused(GenerationClient.greedy(Prompts.text("the cat"), 4).toBuilder().setModel("nope").build(),
                ErrorReason.MODEL_NOT_FOUND);
    }

    @Test
    void aPromptOverTheContextIsRefused() {
        assertThat(pipeline.model(0).getContextLength()).isEqualTo(TinyModel.CONTEXT);
        assertRefused(GenerationClient.greedy(Prompts.ids(Collections.nCopies(TinyModel.CONTEXT, 300)), 4),
                ErrorReason.CONTEXT_LENGTH_EXCEEDED);
    }

    @Test
    void aTokenIdOutsideTheVocabularyIsRefused() {
        assertRefused(GenerationClient.greedy(Prompts.ids(List.of(2, 512)), 4), ErrorReason.INVALID_TOKEN_ID);
    }

    @Test
    void aTokenIdOfAnOptionOutsideTheVocabularyIsRefused() {
        GenerateRequest request = GenerationClient.greedy(Prompts.text("the cat"), 4);
        SamplingOptions sampling = request.getSampling();
        assertRefused(request.toBuilder().setSampling(sampling.toBuilder().putLogitBias(512, 1)).build(),
                ErrorReason.INVALID_TOKEN_ID);
        assertRefused(request.toBuilder().setSampling(sampling.toBuilder().addStopTokenIds(512)).build(),
                ErrorReason.INVALID_TOKEN_ID);
    }

    /** Alone and together: what is admitted is what the arithmetic bears. */
    @Test
    void optionsAtTheirBoundsAreServed() {
        SamplingOptions lowest = SamplingOptions.newBuilder().setMaxTokens(8).setMinTokens(8).setTopK(0)
                .setTemperature(Float.MIN_VALUE).setTopP(Float.MIN_VALUE).setMinP(Float.MIN_VALUE)
                .setRepetitionPenalty(0.01f).setFrequencyPenalty(-2).setPresencePenalty(-2).setLogprobs(20)
                .putLogitBias(511, -100).putLogitBias(0, 100).build();
        SamplingOptions highest = lowest.toBuilder().setTopK(Integer.MAX_VALUE).setTemperature(100).setTopP(1).setMinP(1)
                .setRepetitionPenalty(100).setFrequencyPenalty(2).setPresencePenalty(2).build();
        for (SamplingOptions sampling : List.of(lowest, highest, lowest.toBuilder().setTopP(1).build(),
                highest.toBuilder().setTemperature(Float.MIN_VALUE).setMinP(0).build())) {
            assertThat(client.generate(GenerateRequest.newBuilder().setPrompt(Prompts.text("the cat"))
                    .setSampling(sampling).build()).ids()).hasSize(8);
        }
        assertRefused(GenerateRequest.newBuilder().setPrompt(Prompts.text("the cat"))
                .setSampling(SamplingOptions.newBuilder().setRepetitionPenalty(1e-40f)).build(), ErrorReason.INVALID_OPTION);
    }

    @Test
    void aConversationThatDoesNotAlternateIsRefused() {
        assertRefused(GenerationClient.greedy(GenerationClient.chat(GenerationClient.message(Role.USER, "a"),
                GenerationClient.message(Role.USER, "b")), 4), ErrorReason.INVALID_CHAT);
    }

    @Test
    void anExpiredDeadlineEndsTheCall() {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, () -> client.blocking()
                .withDeadlineAfter(150, TimeUnit.MILLISECONDS)
                .generate(GenerationClient.greedy(Prompts.text("the cat"), 100_000)).forEachRemaining(event -> { }));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void healthKnowsEveryRole() {
        var health = HealthGrpc.newBlockingStub(client.channel());
        for (String service : List.of("", "gateway", "tokenizer", "worker/" + TinyModel.NAME)) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(health.check(HealthCheckRequest.newBuilder()
                    .setService(service).build()).getStatus()).as(service).isEqualTo(ServingStatus.SERVING));
        }
        StatusRuntimeException unknown = catchThrowableOfType(StatusRuntimeException.class,
                () -> health.check(HealthCheckRequest.newBuilder().setService("nope").build()));
        assertThat(unknown.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    /** The engine's own tests show that it takes one step; here the command's way through the broker counts too. */
    @Test
    void cancellingTheCallStopsTheWorker() {
        ClientCall call = client.start(GenerationClient.greedy(Prompts.text("the cat"), 8_000));
        call.awaitTokens(10, LIMIT);
        call.cancel();
        List<StreamRecord> log = TokenLog.untilEnd(broker, call.requestId(), LIMIT);
        FinishBody finish = log.getLast().getFinish();
        assertThat(finish.getReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(finish.getIndex()).isBetween(10, 7_000);
        assertThat(finish.getUsage().getCompletionTokens()).isEqualTo(finish.getIndex());
    }

    /** By the settings that all services share: such members join again when the broker has forgotten their group. */
    @Test
    void everyChannelReadsByTheProtocolOfOldAndGivesUpNoMoreThanItMust() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            await().atMost(LIMIT).ignoreExceptionsInstanceOf(ExecutionException.class).untilAsserted(() -> {
                List<String> groups = admin.listGroups().all().get().stream()
                        .filter(group -> group.type().filter(GroupType.SHARE::equals).isEmpty())
                        .map(GroupListing::groupId)
                        .toList();
                assertThat(groups).contains("gemstream.gateways", "gemstream.tokenizers", "gemstream.tokenizers.batch")
                        .anyMatch(group -> group.startsWith("gemstream.control."));
                assertThat(admin.describeConsumerGroups(groups).all().get().values()).allSatisfy(group -> {
                    assertThat(group.type()).as(group.groupId()).isEqualTo(GroupType.CLASSIC);
                    assertThat(group.partitionAssignor()).as(group.groupId()).isEqualTo("cooperative-sticky");
                });
            });
        }
    }

    private List<GenerateResponse> events(GenerateRequest request) {
        List<GenerateResponse> events = new ArrayList<>();
        client.blocking().generate(request).forEachRemaining(events::add);
        return events;
    }

    private void assertRefused(GenerateRequest request, ErrorReason expected) {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
                () -> client.generate(request));
        assertThat(failure).isNotNull();
        assertThat(GenerationClient.reason(failure)).contains(expected);
        assertThat(failure.getStatus().getCode().value()).isEqualTo(expected.code().getNumber());
        pipeline.assertAlive();
    }
}
