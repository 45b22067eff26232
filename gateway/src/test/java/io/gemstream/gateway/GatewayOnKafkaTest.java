package io.gemstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.OperationsGrpc;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.Topics;
import io.gemstream.proto.inference.GRPCInferenceServiceGrpc;
import io.gemstream.proto.inference.ModelReadyRequest;
import io.gemstream.proto.v1.Accepted;
import io.gemstream.proto.v1.ControlRecord;
import io.gemstream.proto.v1.CountBody;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.CountTokensResponse;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.ListModelsRequest;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.service.kafka.KafkaHeaders;
import io.gemstream.service.kafka.Partitions;
import io.gemstream.testing.calls.ClientCall;
import io.gemstream.testing.calls.GenerationClient;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole gateway against a real broker, with the services behind it played by {@link FakePipeline}. */
@QuarkusTest
@QuarkusTestResource(TestBroker.class)
class GatewayOnKafkaTest {

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    };
    private static final String MODEL = "tiny";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    @Inject
    StreamRegistry streams;

    private FakePipeline pipeline;
    private GenerationClient client;
    private GenerationServiceGrpc.GenerationServiceBlockingStub blocking;

    @BeforeEach
    void connect() {
        pipeline = new FakePipeline(servers);
        client = GenerationClient.connect(port);
        blocking = client.blocking();
        await().atMost(PATIENCE).until(() -> health("gateway") == ServingStatus.SERVING);
        pipeline.announce(ModelRecord.Role.TOKENIZER, MODEL, 600_000);
        await().atMost(PATIENCE).until(() -> blocking.listModels(ListModelsRequest.getDefaultInstance())
                .getModelsList().stream().anyMatch(model -> model.getName().equals(MODEL)));
        await().atMost(PATIENCE).until(() -> streams.owned().size() == 4);
    }

    @AfterEach
    void disconnect() {
        client.close();
        pipeline.close();
    }

    @Test
    void aGenerationIsAcceptedStreamedAndFinished() {
        ClientCall call = client.start(request());
        String id = call.awaitAccepted(PATIENCE);
        assertThat(streams.owned()).contains(Partitions.of(id, streams.partitions()));
        pipeline.start(id, "a");
        pipeline.token(id, "a", 0);
        pipeline.token(id, "zombie", 1);
        pipeline.token(id, "a", 1);
        pipeline.finish(id, "a", 2, FinishReason.STOP);

        assertThat(call.awaitEnd(PATIENCE).failure()).isEmpty();
        assertThat(call.ids()).containsExactly(100, 101);
        SamplingOptions sampling = call.events().getFirst().getAccepted().getSampling();
        assertThat(sampling.getTopK()).isEqualTo(64);
        assertThat(sampling.hasSeed()).isTrue();
        assertThat(call.events().getLast().getFinished().getReason()).isEqualTo(FinishReason.STOP);
        await().atMost(PATIENCE).until(() -> streams.size() == 0);
    }

    @Test
    void severalChoicesAreSeveralGenerationsOfOneCall() throws Exception {
        ClientCall call = client.start(request().toBuilder()
                .setN(3)
                .setSampling(SamplingOptions.newBuilder().setSeed(7))
                .build());
        await().atMost(PATIENCE).until(() -> call.events().stream()
                .filter(GenerateResponse::hasAccepted).count() == 3);
        Map<Integer, Accepted> accepted = call.events().stream()
                .collect(Collectors.toMap(GenerateResponse::getChoice, GenerateResponse::getAccepted));
        assertThat(accepted).containsOnlyKeys(0, 1, 2);
        for (int choice = 0; choice < 3; choice++) {
            String id = accepted.get(choice).getRequestId();
            assertThat(accepted.get(choice).getSampling().getSeed()).isEqualTo(7 + choice);
            assertThat(PromptRecord.parseFrom(pipeline.await(Topics.PROMPTS, id).value()).getSampling().getSeed())
                    .isEqualTo(7 + choice);
            pipeline.start(id, "a");
            for (int index = 0; index <= choice; index++) {
                pipeline.token(id, "a", index);
            }
            pipeline.finish(id, "a", choice + 1, FinishReason.STOP);
        }

        assertThat(call.awaitEnd(PATIENCE).failure()).isEmpty();
        for (int choice = 0; choice < 3; choice++) {
            int of = choice;
            List<GenerateResponse> own = call.events().stream().filter(r -> r.getChoice() == of).toList();
            assertThat(own).hasSize(1 + choice + 1 + 1);
            assertThat(own.getLast().hasFinished()).isTrue();
        }
        await().atMost(PATIENCE).until(() -> streams.size() == 0);
    }

    @Test
    void aChoiceThatFailsCancelsTheOthers() throws Exception {
        ClientCall call = client.start(request().toBuilder().setN(2).build());
        await().atMost(PATIENCE).until(() -> call.events().size() == 2);
        Map<Integer, String> ids = call.events().stream().collect(
                Collectors.toMap(GenerateResponse::getChoice, response -> response.getAccepted().getRequestId()));
        pipeline.start(ids.get(0), "a");
        pipeline.finish(ids.get(0), "a", 0, FinishReason.CANCELLED);

        assertThat(reason(call.awaitFailure(PATIENCE))).isEqualTo(ErrorReason.CANCELLED_BY_CLIENT);
        assertThat(ControlRecord.parseFrom(pipeline.await(Topics.CONTROL, ids.get(1)).value()).getRequestId())
                .isEqualTo(ids.get(1));
        await().atMost(PATIENCE).until(() -> streams.size() == 0);
    }

    @Test
    void thePromptRecordCarriesDeadlineTraceAndDescription() throws Exception {
        long before = System.currentTimeMillis();
        ClientCall call = ClientCall.generate(client.async().withDeadlineAfter(60, TimeUnit.SECONDS), request());
        ConsumerRecord<String, byte[]> record = pipeline.await(Topics.PROMPTS, call.awaitAccepted(PATIENCE));

        PromptRecord prompt = PromptRecord.parseFrom(record.value());
        assertThat(prompt.getModel()).isEqualTo(MODEL);
        assertThat(prompt.getOperation()).isEqualTo(PromptRecord.Operation.GENERATE);
        assertThat(KafkaHeaders.text(record.headers(), RecordHeaders.MESSAGE_TYPE))
                .contains("gemstream.v1.PromptRecord");
        assertThat(KafkaHeaders.text(record.headers(), RecordHeaders.TRACEPARENT)).get().asString()
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
        assertThat(Long.parseLong(KafkaHeaders.text(record.headers(), RecordHeaders.DEADLINE_MS).orElseThrow()))
                .isBetween(before + 50_000, before + 70_000);
        call.cancel();
    }

    @Test
    void cancellingTheCallCancelsTheGeneration() throws Exception {
        ClientCall call = client.start(request());
        String id = call.awaitAccepted(PATIENCE);
        call.cancel();
        ControlRecord control = ControlRecord.parseFrom(pipeline.await(Topics.CONTROL, id).value());
        assertThat(control.getRequestId()).isEqualTo(id);
        assertThat(control.getCancel().getCause()).isEqualTo("CANCELLED_BY_CLIENT");
        await().atMost(PATIENCE).until(() -> streams.size() == 0);
    }

    @Test
    void anExpiredDeadlineCancelsTheGeneration() throws Exception {
        ClientCall call = ClientCall.generate(client.async().withDeadlineAfter(700, TimeUnit.MILLISECONDS), request());
        String id = call.awaitAccepted(PATIENCE);
        ControlRecord control = ControlRecord.parseFrom(pipeline.await(Topics.CONTROL, id).value());
        assertThat(control.getCancel().getCause()).isEqualTo("DEADLINE_EXPIRED");
    }

    @Test
    void anErrorReachesTheClientWithItsDetails() {
        ClientCall call = client.start(request());
        String id = call.awaitAccepted(PATIENCE);
        pipeline.stream(id, StreamRecord.newBuilder().setFinish(FinishBody.newBuilder()
                .setReason(FinishReason.ERROR)
                .setError(ErrorStatus.of(new GemstreamException(ErrorReason.CONTEXT_LENGTH_EXCEEDED, "too long"), id)))
                .build());
        assertThat(reason(call.awaitFailure(PATIENCE))).isEqualTo(ErrorReason.CONTEXT_LENGTH_EXCEEDED);
    }

    @Test
    void aGenerationCancelledElsewhereEndsAsCancelled() {
        ClientCall call = client.start(request());
        String id = call.awaitAccepted(PATIENCE);
        pipeline.start(id, "a");
        pipeline.finish(id, "a", 0, FinishReason.CANCELLED);
        Throwable failure = call.awaitFailure(PATIENCE);
        assertThat(io.grpc.Status.fromThrowable(failure).getCode()).isEqualTo(io.grpc.Status.Code.CANCELLED);
        assertThat(reason(failure)).isEqualTo(ErrorReason.CANCELLED_BY_CLIENT);
    }

    @Test
    void aCountIsAnswered() throws Exception {
        Set<String> earlier = streams.openIds();
        CompletableFuture<CountTokensResponse> answer = CompletableFuture.supplyAsync(() -> blocking.countTokens(
                CountTokensRequest.newBuilder().setPrompt(Prompt.newBuilder().setText("count me")).build()));
        String id = awaitOpenBesides(earlier);
        PromptRecord prompt = PromptRecord.parseFrom(pipeline.await(Topics.PROMPTS, id).value());
        assertThat(prompt.getOperation()).isEqualTo(PromptRecord.Operation.COUNT_TOKENS);
        pipeline.stream(id, StreamRecord.newBuilder().setCount(CountBody.newBuilder().setTotalTokens(7)).build());
        assertThat(answer.get(20, TimeUnit.SECONDS).getTotalTokens()).isEqualTo(7);
        assertThat(answer.get().getModel()).isEqualTo(MODEL);
    }

    @Test
    void refusalsNameFieldAndRange() {
        GenerateRequest wrong = request().toBuilder()
                .setSampling(SamplingOptions.newBuilder().setTopK(-3))
                .build();
        Throwable failure = client.start(wrong).awaitFailure(PATIENCE);
        assertThat(reason(failure)).isEqualTo(ErrorReason.INVALID_OPTION);
        assertThat(failure).hasMessageContaining("top_k: -3 (expected: >= 0)");
    }

    @Test
    void aRequestThatIsTooLargeIsRefusedWithItsReason() {
        GenerateRequest large = GenerateRequest.newBuilder()
                .setPrompt(Prompt.newBuilder().setText("x".repeat(Topics.MAX_REQUEST_BYTES + 1)))
                .build();
        assertThat(reason(client.start(large).awaitFailure(PATIENCE)))
                .isEqualTo(ErrorReason.REQUEST_TOO_LARGE);
    }

    @Test
    void anUnknownModelIsNotFoundAndTheKnownOnesAreNamed() {
        Throwable failure = client.start(request().toBuilder().setModel("other").build())
                .awaitFailure(PATIENCE);
        assertThat(reason(failure)).isEqualTo(ErrorReason.MODEL_NOT_FOUND);
        assertThat(failure).hasMessageContaining(MODEL);
    }

    /** Cut off, and with a string that is not UTF-8. */
    @Test
    void whatIsNoMessageOfTheMethodIsRefusedWithItsReason() {
        byte[] cutOff = {0x0a, 0x7f};
        byte[] noText = {0x0a, 0x02, (byte) 0xff, (byte) 0xfe};
        for (byte[] damaged : List.of(cutOff, noText)) {
            for (MethodDescriptor<?, ?> method : List.of(GenerationServiceGrpc.getGenerateMethod(),
                    GenerationServiceGrpc.getCountTokensMethod(), OperationServiceGrpc.getSubmitMethod(),
                    OperationsGrpc.getGetOperationMethod(), GRPCInferenceServiceGrpc.getModelInferMethod(),
                    HealthGrpc.getCheckMethod())) {
                assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(client.channel(), method.toBuilder(BYTES, BYTES)
                        .setType(MethodDescriptor.MethodType.UNARY).build(), CallOptions.DEFAULT, damaged))
                        .as(method.getFullMethodName())
                        .satisfies(failure -> assertThat(reason(failure)).isEqualTo(ErrorReason.INVALID_OPTION))
                        .hasMessageContaining("request: unreadable");
            }
        }
    }

    /** Whatever the worker's clock says: this one's stands at 1970. */
    @Test
    void healthFollowsTheHeartbeats() {
        assertThat(health("worker/" + MODEL)).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(health("tokenizer")).isEqualTo(ServingStatus.SERVING);
        assertThat(modelReady()).isFalse();
        pipeline.announce(ModelRecord.Role.WORKER, MODEL, 1_500, 0);
        await().atMost(PATIENCE).until(() -> health("worker/" + MODEL) == ServingStatus.SERVING && modelReady());
        await().atMost(PATIENCE).until(() -> health("worker/" + MODEL) == ServingStatus.NOT_SERVING && !modelReady());
        assertThatThrownBy(() -> health("nope")).isInstanceOfSatisfying(StatusRuntimeException.class, unknown ->
                assertThat(unknown.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.NOT_FOUND));
    }

    /** What proxies and clients do to keep a connection; grpc-java's own limit is a ping in five minutes. */
    @Test
    void aQuietConnectionMayBePingedOnceASecondAndIsPinged() throws IOException {
        try (QuietConnection connection = QuietConnection.open(port, PATIENCE)) {
            for (int i = 0; i < 5; i++) {
                connection.ping();
                await().pollDelay(Duration.ofMillis(1_100)).until(() -> true);
            }
            connection.awaitPing();
        }
    }

    /** Another gateway joins mid-stream, takes partitions, and leaves again; every stream sees every token once. */
    @Test
    void aRebalanceMidStreamLosesAndRepeatsNothing() {
        List<ClientCall> calls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            calls.add(client.start(request()));
        }
        for (ClientCall call : calls) {
            pipeline.start(call.awaitAccepted(PATIENCE), "a");
            pipeline.token(call.requestId(), "a", 0);
            pipeline.token(call.requestId(), "a", 1);
        }
        calls.forEach(call -> call.awaitTokens(2, PATIENCE));

        List<ClientCall> late = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> other = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "group.id", "gemstream.gateways", "group.protocol", "consumer"),
                new StringDeserializer(), new ByteArrayDeserializer())) {
            other.subscribe(List.of(Topics.TOKENS));
            await().atMost(PATIENCE).pollInSameThread().until(() -> {
                // Writing goes on while the partitions move.
                other.poll(Duration.ofMillis(50));
                return streams.owned().size() == 2 && other.assignment().size() == 2;
            });
            for (int index = 2; index < 6; index++) {
                for (ClientCall call : calls) {
                    pipeline.token(call.requestId(), "a", index);
                }
            }
            calls.forEach(call -> call.awaitTokens(6, PATIENCE));
            for (int i = 0; i < 4; i++) {
                late.add(client.start(request()));
            }
            for (ClientCall call : late) {
                pipeline.start(call.awaitAccepted(PATIENCE), "b");
                pipeline.token(call.requestId(), "b", 0);
            }
        }
        await().atMost(PATIENCE).until(() -> streams.owned().size() == 4);
        for (ClientCall call : calls) {
            pipeline.token(call.requestId(), "a", 6);
            pipeline.finish(call.requestId(), "a", 7, FinishReason.LENGTH);
        }
        for (ClientCall call : late) {
            pipeline.finish(call.requestId(), "b", 1, FinishReason.STOP);
            assertThat(call.awaitEnd(PATIENCE).failure()).isEmpty();
            assertThat(call.ids()).containsExactly(100);
        }
        for (ClientCall call : calls) {
            assertThat(call.awaitEnd(PATIENCE).failure()).isEmpty();
            assertThat(call.ids()).isEqualTo(IntStream.range(100, 107).boxed().toList());
        }
    }

    /** A generation that an earlier test left unfinished still has its recorder open. */
    private String awaitOpenBesides(Set<String> earlier) {
        return await().atMost(PATIENCE).until(
                () -> streams.openIds().stream().filter(id -> !earlier.contains(id)).findFirst(),
                Optional::isPresent).orElseThrow();
    }

    private ServingStatus health(String service) {
        return HealthGrpc.newBlockingStub(client.channel())
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    private boolean modelReady() {
        return GRPCInferenceServiceGrpc.newBlockingStub(client.channel())
                .modelReady(ModelReadyRequest.newBuilder().setName(MODEL).build())
                .getReady();
    }

    private static GenerateRequest request() {
        return GenerateRequest.newBuilder().setPrompt(Prompt.newBuilder().setText("hello")).build();
    }

    private static ErrorReason reason(Throwable failure) {
        return GenerationClient.reason(failure).orElseThrow();
    }
}
