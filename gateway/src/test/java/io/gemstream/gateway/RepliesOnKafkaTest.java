package io.gemstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.util.JsonFormat;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.CountBody;
import io.gemstream.proto.v1.DeadLetterRecord;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationMetadata;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.Reply;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TokensBody;
import io.gemstream.proto.v1.WatchRequest;
import io.gemstream.testing.calls.GenerationClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers on clients' topics: good ones, too small ones, absent ones, and such as come and go. */
@QuarkusTest
@QuarkusTestResource(TestBroker.class)
class RepliesOnKafkaTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TOKEN_PARTITIONS = 4;
    private static final String ATTEMPT = "a";

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    @Inject
    StreamRegistry streams;

    @Inject
    OperationIndex index;

    private final String topic = "answers-" + UUID.randomUUID();
    private FakePipeline pipeline;
    private Admin admin;
    private GenerationClient client;

    @BeforeEach
    void connect() {
        pipeline = new FakePipeline(servers);
        admin = Admin.create(Map.of("bootstrap.servers", servers));
        client = GenerationClient.connect(port);
        pipeline.awaitTopic(Topics.DEAD_LETTERS);
        await().atMost(PATIENCE).until(() -> streams.owned().size() == TOKEN_PARTITIONS && index.loaded());
    }

    @AfterEach
    void disconnect() {
        client.close();
        admin.close();
        pipeline.close();
    }

    @Test
    void everyEventHasAnIdOfItsOwn() throws Exception {
        make(topic, Map.of());
        String id = ask(topic, false);
        scoredGeneration(id);

        List<ConsumerRecord<String, byte[]>> answer = answer(topic, id, 5);
        assertThat(answer).extracting(event -> header(event, "ce_id")).containsExactly(
                id + "/prompt/1", id + "/prompt/3", id + "/0", id + "/1", id + "/end");
        assertThat(reply(id, Reply.State.DELIVERED).getTopic()).isEqualTo(topic);
    }

    @Test
    void aResultHasWhatGetOperationHas() throws Exception {
        make(topic, Map.of());
        String id = ask(topic, true);
        scoredGeneration(id);

        GenerationResult.Builder whole = GenerationResult.newBuilder();
        JsonFormat.parser().merge(text(answer(topic, id, 1).getFirst()), whole);
        assertThat(whole.getPromptLogprobsList()).extracting(PromptLogprobs::getFirst).containsExactly(1, 3);
        assertThat(whole.build()).isEqualTo(operation(id).getResponse().unpack(GenerationResult.class));
    }

    @Test
    void anAnswerTooLargeForItsTopicEndsOnceWithAReason() throws Exception {
        make(topic, Map.of("max.message.bytes", "1500"));
        String small = ask(topic, false);
        pipeline.start(small, ATTEMPT);
        pipeline.token(small, ATTEMPT, 0);
        pipeline.finish(small, ATTEMPT, 1, FinishReason.STOP);
        String id = ask(topic, false);
        pipeline.start(id, ATTEMPT);
        pipeline.token(id, ATTEMPT, 0);
        pipeline.wideToken(id, ATTEMPT, 1, 3_000);
        pipeline.token(id, ATTEMPT, 2);
        pipeline.finish(id, ATTEMPT, 3, FinishReason.STOP);

        Reply reply = reply(id, Reply.State.FAILED);
        assertThat(ErrorStatus.reason(reply.getError())).contains(ErrorReason.REPLY_FAILED);
        assertThat(reply.getError().getMessage()).contains(topic, "RecordTooLarge");
        List<ConsumerRecord<String, byte[]>> answer = answer(topic, id, 2);
        assertThat(answer).extracting(event -> header(event, "ce_id"))
                .containsExactly(id + "/0", id + "/undelivered/0");
        assertThat(header(answer.getLast(), "ce_type")).isEqualTo("io.gemstream.failed");
        assertThat(text(answer.getLast())).contains("REPLY_FAILED");
        assertThat(operation(id).getResponse().unpack(GenerationResult.class).getIdsList()).containsExactly(100, 101, 102);
        assertThat(letters(id)).singleElement().satisfies(letter -> {
            assertThat(letter.getTopic()).isEqualTo(Topics.TOKENS);
            assertThat(ErrorStatus.reason(letter.getCause())).contains(ErrorReason.REPLY_FAILED);
        });
        assertThat(answer(topic, small, 2)).extracting(event -> header(event, "ce_id"))
                .containsExactly(small + "/0", small + "/end");
    }

    @Test
    void anAnswerThatWasGivenUpIsWrittenWhenItIsAskedForAgain() throws Exception {
        make(topic, Map.of("max.message.bytes", "1500"));
        String id = ask(topic, false);
        pipeline.start(id, ATTEMPT);
        pipeline.wideToken(id, ATTEMPT, 0, 3_000);
        pipeline.finish(id, ATTEMPT, 1, FinishReason.STOP);
        reply(id, Reply.State.FAILED);

        String other = topic + "-larger";
        make(other, Map.of());
        OperationRecord letter = OperationRecord.parseFrom(letters(id).getFirst().getValue());
        pipeline.row(letter.toBuilder().setReplyState(Reply.State.PENDING).setReplyTo(other)
                .setReplyAskedMs(System.currentTimeMillis()).build());

        assertThat(answer(other, id, 2)).extracting(event -> header(event, "ce_id"))
                .containsExactly(id + "/0", id + "/end");
        reply(id, Reply.State.DELIVERED);
    }

    @Test
    void manyAnswersToTopicsThatAreNotThereDelayNobody() throws Exception {
        make(topic, Map.of());
        List<String> lost = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            lost.add(generation(ask("no-such-topic-" + i % 5 + topic, i % 3 == 0)));
        }
        String bad = generation(ask("bad topic!", false));
        String ours = generation(ask(Topics.TOKENS, false));
        answer(topic, generation(ask(topic, true)), 1);
        assertThat(ErrorStatus.reason(reply(bad, Reply.State.FAILED).getError())).contains(ErrorReason.MALFORMED_RECORD);
        assertThat(ErrorStatus.reason(reply(ours, Reply.State.FAILED).getError())).contains(ErrorReason.MALFORMED_RECORD);
        for (String id : lost) {
            await().atMost(PATIENCE).until(() -> index.get(id).orElseThrow().getReplyState() == Reply.State.FAILED);
        }
        Reply reply = reply(lost.getFirst(), Reply.State.FAILED);
        assertThat(ErrorStatus.reason(reply.getError())).contains(ErrorReason.REPLY_FAILED);
        assertThat(reply.getError().getMessage()).contains("no-such-topic", "does not exist");
        assertThat(letters(lost.getFirst())).hasSize(1);
        assertThat(letters(bad)).hasSize(1);
    }

    @Test
    void aTopicThatComesInTimeGetsTheAnswer() throws Exception {
        String id = generation(ask(topic, true));
        assertThat(metadata(id).getReply().getState()).isEqualTo(Reply.State.PENDING);
        make(topic, Map.of());

        assertThat(answer(topic, id, 1)).singleElement().satisfies(event ->
                assertThat(header(event, "ce_type")).isEqualTo("io.gemstream.result"));
        reply(id, Reply.State.DELIVERED);
    }

    @Test
    void aTopicThatIsDeletedInTheMiddleAndMadeAgainGetsTheAnswerFromItsBeginning() throws Exception {
        make(topic, Map.of());
        String id = ask(topic, false);
        pipeline.start(id, ATTEMPT);
        pipeline.token(id, ATTEMPT, 0);
        answer(topic, id, 1);
        admin.deleteTopics(List.of(topic)).all().get();
        await().atMost(PATIENCE).until(() -> !admin.listTopics().names().get().contains(topic));
        make(topic, Map.of());
        pipeline.token(id, ATTEMPT, 1);
        pipeline.finish(id, ATTEMPT, 2, FinishReason.LENGTH);

        reply(id, Reply.State.DELIVERED);
        assertThat(answer(topic, id, 2)).extracting(event -> header(event, "ce_id"))
                .endsWith(id + "/1", id + "/end");
    }

    @Test
    void aCountIsAnsweredAsWell() throws Exception {
        make(topic, Map.of());
        String id = ask(topic, false);
        pipeline.stream(id, StreamRecord.newBuilder().setCount(CountBody.newBuilder().setTotalTokens(7)).build());

        assertThat(answer(topic, id, 1)).singleElement().satisfies(event -> {
            assertThat(header(event, "ce_type")).isEqualTo("io.gemstream.counted");
            assertThat(text(event)).contains("\"totalTokens\":7");
        });
        assertThat(reply(id, Reply.State.DELIVERED).getTopic()).isEqualTo(topic);
        assertThat(operation(id).getDone()).isTrue();
    }

    /** It is an operation without a finish record. */
    @Test
    void aCountCanBeWatchedAndWaitedFor() throws Exception {
        make(topic, Map.of());
        String id = ask(topic, false);
        await().atMost(PATIENCE).until(() -> index.get(id).isPresent());
        CompletableFuture<Operation> waiting = CompletableFuture.supplyAsync(() -> client.longRunning()
                .waitOperation(WaitOperationRequest.newBuilder().setName("operations/" + id).build()));
        await().atMost(PATIENCE).until(() -> streams.openIds().contains(id));
        pipeline.stream(id, StreamRecord.newBuilder().setCount(CountBody.newBuilder().setTotalTokens(7)).build());

        // Without a time of its own a wait is over after a minute, whatever became of the operation.
        assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).getDone()).isTrue();
        List<GenerateResponse> watched = new ArrayList<>();
        client.operations().withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .watch(WatchRequest.newBuilder().setRequestId(id).build()).forEachRemaining(watched::add);
        assertThat(watched).hasSize(2);
        assertThat(watched.getFirst().hasAccepted()).isTrue();
        assertThat(watched.getLast().getFinished().getUsage().getPromptTokens()).isEqualTo(7);
    }

    private String ask(String replyTo, boolean whole) {
        String id = UUID.randomUUID().toString();
        pipeline.asked(OperationRecord.newBuilder().setRequestId(id).setReplyTo(replyTo).setReplyWhole(whole),
                TOKEN_PARTITIONS);
        return id;
    }

    private String generation(String id) {
        pipeline.start(id, ATTEMPT);
        pipeline.token(id, ATTEMPT, 0);
        pipeline.finish(id, ATTEMPT, 1, FinishReason.STOP);
        return id;
    }

    private void scoredGeneration(String id) {
        pipeline.start(id, ATTEMPT);
        for (int first : List.of(1, 3)) {
            pipeline.stream(id, StreamRecord.newBuilder().setAttemptId(ATTEMPT).setTokens(TokensBody.newBuilder()
                    .setPromptLogprobs(PromptLogprobs.newBuilder().setFirst(first)
                            .addIds(first).addLogprobs(-1.5f).addIds(first + 1).addLogprobs(-2.25f))).build());
        }
        pipeline.token(id, ATTEMPT, 0);
        pipeline.token(id, ATTEMPT, 1);
        pipeline.finish(id, ATTEMPT, 2, FinishReason.STOP);
    }

    private void make(String name, Map<String, String> configs) throws Exception {
        admin.createTopics(List.of(new NewTopic(name, 2, (short) 1).configs(configs))).all().get();
        pipeline.awaitTopic(name);
    }

    private List<ConsumerRecord<String, byte[]>> answer(String from, String id, int events) {
        await().atMost(PATIENCE).until(() -> pipeline.all(from, id).size() >= events);
        return pipeline.all(from, id);
    }

    private List<DeadLetterRecord> letters(String id) throws Exception {
        List<DeadLetterRecord> letters = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> letter : pipeline.all(Topics.DEAD_LETTERS, id)) {
            letters.add(DeadLetterRecord.parseFrom(letter.value()));
        }
        return letters;
    }

    private Reply reply(String id, Reply.State state) throws Exception {
        await().atMost(PATIENCE).until(() -> metadata(id).getReply().getState() == state);
        assertThat(operation(id).getDone()).isTrue();
        return metadata(id).getReply();
    }

    private GenerationMetadata metadata(String id) throws Exception {
        return operation(id).getMetadata().unpack(GenerationMetadata.class);
    }

    private Operation operation(String id) {
        return client.longRunning()
                .getOperation(GetOperationRequest.newBuilder().setName("operations/" + id).build());
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }
}
