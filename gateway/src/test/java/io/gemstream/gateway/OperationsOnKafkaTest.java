package io.gemstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.DeleteOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.CancelRequest;
import io.gemstream.proto.v1.ControlRecord;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerationMetadata;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.ListModelsRequest;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.gemstream.proto.v1.Priority;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.proto.v1.WatchRequest;
import io.gemstream.service.kafka.KafkaHeaders;
import io.gemstream.service.kafka.Partitions;
import io.gemstream.testing.calls.ClientCall;
import io.gemstream.testing.calls.GenerationClient;
import io.gemstream.testing.calls.SlowClient;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generations as operations: submitted, watched, joined, cancelled; with a standard client of google.longrunning. */
@QuarkusTest
@QuarkusTestResource(TestBroker.class)
class OperationsOnKafkaTest {

    private static final String MODEL = "tiny";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    @Inject
    StreamRegistry streams;

    @Inject
    OperationIndex index;

    private final String key = UUID.randomUUID().toString();
    private FakePipeline pipeline;
    private GenerationClient client;
    private GenerationServiceGrpc.GenerationServiceBlockingStub blocking;
    private OperationServiceGrpc.OperationServiceBlockingStub service;
    private OperationServiceGrpc.OperationServiceStub async;
    private OperationsGrpc.OperationsBlockingStub operations;

    @BeforeEach
    void connect() {
        pipeline = new FakePipeline(servers);
        client = GenerationClient.connect(port);
        service = client.operations();
        async = OperationServiceGrpc.newStub(client.channel());
        operations = client.longRunning();
        pipeline.awaitTopic(Topics.MODELS);
        pipeline.announce(ModelRecord.Role.TOKENIZER, MODEL, 600_000);
        blocking = client.blocking();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> blocking
                .listModels(ListModelsRequest.getDefaultInstance())
                .getModelsList().stream().anyMatch(model -> model.getName().equals(MODEL)));
        await().atMost(PATIENCE).until(() -> streams.owned().size() == 4);
        await().atMost(PATIENCE).ignoreExceptions().until(() ->
                operations.listOperations(ListOperationsRequest.getDefaultInstance()) != null);
    }

    @AfterEach
    void disconnect() {
        client.close();
        pipeline.close();
    }

    @Test
    void aBatchRequestOfATenantGoesToItsLaneWithItsName() throws Exception {
        service.withInterceptors(tenant("team-a"))
                .submit(request("hello").toBuilder().setPriority(Priority.BATCH).build());
        var prompt = pipeline.await(Topics.BATCH_PROMPTS, key);
        assertThat(KafkaHeaders.tenant(prompt.headers())).isEqualTo(new Tenant("team-a"));
        assertThat(PromptRecord.parseFrom(prompt.value()).getHasOperation()).isTrue();
        assertThat(pipeline.all(Topics.PROMPTS, key)).isEmpty();
        assertThat(metadata(get()).getPriority()).isEqualTo(Priority.BATCH);
        assertThat(metadata(get()).getTenant()).isEqualTo("team-a");
    }

    @Test
    void aTenantThatCannotBeIsRefused() {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class,
                () -> service.withInterceptors(tenant("team a")).submit(request("hello")));
        assertThat(ErrorStatus.reason(StatusProto.fromThrowable(refused))).contains(ErrorReason.INVALID_OPTION);
        assertThat(refused.getStatus().getDescription()).startsWith("x-gemstream-tenant: \"team a\"");
    }

    /** With a client of gRPC's default limits: trailers of more than 8 KiB end a call with INTERNAL. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\n", "\u0000", "\u6f22", "\uD83D\uDE00"})
    void whateverAClientSendsComesBackShortAndTyped(String character) {
        String sent = character.repeat(5_000);
        GenerateRequest generate = request("hello");
        Map<ErrorReason, List<Runnable>> calls = Map.of(
                ErrorReason.INVALID_OPTION, List.of(
                        () -> service.submit(generate.toBuilder().setRequestId(sent).build()),
                        () -> blocking.generate(generate.toBuilder().setRequestId(sent).build()).next(),
                        () -> operations.listOperations(ListOperationsRequest.newBuilder().setPageToken(sent).build()),
                        () -> operations.listOperations(ListOperationsRequest.newBuilder().setFilter("x" + sent).build()),
                        () -> service.withInterceptors(tenant("t".repeat(5_000))).submit(generate)),
                ErrorReason.MODEL_NOT_FOUND, List.of(
                        () -> service.submit(generate.toBuilder().setModel(sent).build()),
                        () -> blocking.countTokens(CountTokensRequest.newBuilder().setPrompt(generate.getPrompt())
                                .setModel(sent).build())),
                ErrorReason.OPERATION_NOT_FOUND, List.of(
                        () -> service.watch(WatchRequest.newBuilder().setRequestId(sent).build()).next(),
                        () -> service.cancel(CancelRequest.newBuilder().setRequestId(sent).build()),
                        () -> operations.getOperation(GetOperationRequest.newBuilder().setName(sent).build()),
                        () -> operations.getOperation(
                                GetOperationRequest.newBuilder().setName("operations/" + sent).build())));
        calls.forEach((reason, all) -> all.forEach(call -> {
            StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call::run);
            assertThat(ErrorStatus.reason(StatusProto.fromThrowable(refused))).as("%s", refused).contains(reason);
            assertThat(refused.getStatus().getDescription()).hasSizeLessThan(1_000).contains("expected: ");
        }));
    }

    private static ClientInterceptor tenant(String name) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of(RecordHeaders.TENANT, Metadata.ASCII_STRING_MARSHALLER), name);
        return MetadataUtils.newAttachHeadersInterceptor(metadata);
    }

    @Test
    void aSubmittedGenerationIsFoundRunsAndKeepsItsResult() throws Exception {
        Operation submitted = service.submit(request("hello"));
        assertThat(submitted.getName()).isEqualTo("operations/" + key);
        assertThat(submitted.getDone()).isFalse();
        assertThat(metadata(get()).getState()).isEqualTo(GenerationMetadata.State.QUEUED);

        pipeline.start(key, "a");
        pipeline.token(key, "a", 0);
        pipeline.token(key, "zombie", 1);
        GenerationMetadata running = metadata(get());
        assertThat(running.getState()).isEqualTo(GenerationMetadata.State.RUNNING);
        assertThat(running.getEmittedTokens()).isEqualTo(1);
        assertThat(running.getAttempt()).isEqualTo(1);
        assertThat(running.hasStartTime()).isTrue();
        assertThat(running.getPartition()).isEqualTo(Partitions.of(key, streams.partitions()));

        pipeline.token(key, "a", 1);
        pipeline.finish(key, "a", 2, FinishReason.LENGTH);
        Operation done = operations.waitOperation(WaitOperationRequest.newBuilder().setName(name()).build());
        assertThat(done.getDone()).isTrue();
        GenerationResult result = done.getResponse().unpack(GenerationResult.class);
        assertThat(result.getIdsList()).containsExactly(100, 101);
        assertThat(result.getText()).isEqualTo("t0t1");
        assertThat(result.getFinished().getReason()).isEqualTo(FinishReason.LENGTH);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(list("done = true")).contains(name()));
    }

    @Test
    void theSameKeyAndRequestJoinTheGenerationAndWriteNoSecondPrompt() throws Exception {
        service.submit(request("hello"));
        pipeline.start(key, "a");
        pipeline.token(key, "a", 0);
        ClientCall joined = client.start(request("hello"));
        joined.awaitTokens(1, PATIENCE);
        assertThat(service.submit(request("hello")).getName()).isEqualTo(name());
        pipeline.token(key, "a", 1);
        pipeline.finish(key, "a", 2, FinishReason.STOP);
        assertThat(joined.awaitEnd(PATIENCE).failure()).isEmpty();
        assertThat(joined.ids()).containsExactly(100, 101);
        ClientCall afterwards = client.start(request("hello"));
        assertThat(afterwards.awaitEnd(PATIENCE).ids()).containsExactly(100, 101);
        assertThat(pipeline.all(Topics.PROMPTS, key)).hasSize(1);
    }

    @Test
    void theSameKeyWithAnotherRequestIsRefused() {
        service.submit(request("hello"));
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class,
                () -> service.submit(request("another")));
        assertThat(refused.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.ALREADY_EXISTS);
        assertThat(reason(refused)).isEqualTo(ErrorReason.REQUEST_ID_REUSED);
        assertThat(reason(client.start(request("another")).awaitFailure(PATIENCE)))
                .isEqualTo(ErrorReason.REQUEST_ID_REUSED);
    }

    /** Twenty at once, so that most find no row yet and claim the key themselves. */
    @Test
    void ofManyClaimsAtOnceOneIsMadeAndTheOthersJoin() throws Exception {
        List<ClientCall> calls = IntStream.range(0, 20).mapToObj(_ -> client.start(request("hello"))).toList();
        calls.forEach(call -> assertThat(call.awaitAccepted(PATIENCE)).isEqualTo(key));
        byte[] prompt = pipeline.all(Topics.PROMPTS, key).getFirst().value();
        assertThat(pipeline.all(Topics.PROMPTS, key)).allSatisfy(record -> {
            PromptRecord other = PromptRecord.parseFrom(record.value());
            assertThat(other.toBuilder().clearCreatedMs().build())
                    .isEqualTo(PromptRecord.parseFrom(prompt).toBuilder().clearCreatedMs().build());
        });
        pipeline.start(key, "a");
        pipeline.token(key, "a", 0);
        pipeline.finish(key, "a", 1, FinishReason.STOP);
        calls.forEach(call -> assertThat(call.awaitEnd(PATIENCE).ids()).containsExactly(100));
    }

    @Test
    void aKeyThatIsNoUuidIsRefused() {
        Throwable refused = client.start(request("hello").toBuilder().setRequestId("42").build())
                .awaitFailure(PATIENCE);
        assertThat(reason(refused)).isEqualTo(ErrorReason.INVALID_OPTION);
        assertThat(refused).hasMessageContaining("request_id: \"42\" (expected: a UUID of version 4)");
    }

    @Test
    void aWatcherGetsWhatComesAfterItsCursor() {
        service.submit(request("hello"));
        pipeline.start(key, "a");
        for (int index = 0; index < 4; index++) {
            pipeline.token(key, "a", index);
        }
        ClientCall running = ClientCall.watch(async, watch().setStartingAfter(1).build());
        running.awaitTokens(2, PATIENCE);
        pipeline.finish(key, "a", 4, FinishReason.STOP);
        assertThat(running.awaitEnd(PATIENCE).ids()).containsExactly(102, 103);
        assertThat(running.requestId()).isEqualTo(key);
        ClientCall whole = ClientCall.watch(async, watch().build()).awaitEnd(PATIENCE);
        assertThat(whole.ids()).containsExactly(100, 101, 102, 103);
        ClientCall all = ClientCall.watch(async, watch().setStartingAfter(3).build()).awaitEnd(PATIENCE);
        assertThat(all.ids()).isEmpty();
        assertThat(all.events().getLast().getFinished().getReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void aCursorThatCannotBeIsRefused() {
        service.submit(request("hello"));
        Throwable refused = ClientCall.watch(async, watch().setStartingAfter(-2).build()).awaitFailure(PATIENCE);
        assertThat(reason(refused)).isEqualTo(ErrorReason.INVALID_OPTION);
        assertThat(refused).hasMessageContaining(
                "starting_after: -2 (expected: the index of a token, or -1 for the beginning)");
    }

    @Test
    void whatNobodyStartedIsNotFound() {
        assertThat(reason(ClientCall.watch(async, watch().build()).awaitFailure(PATIENCE)))
                .isEqualTo(ErrorReason.OPERATION_NOT_FOUND);
        StatusRuntimeException unknown = catchThrowableOfType(StatusRuntimeException.class, this::get);
        assertThat(unknown.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.NOT_FOUND);
    }

    @Test
    void leavingAGenerationWithAKeyLeavesItRunning() throws Exception {
        ClientCall call = client.start(request("hello"));
        assertThat(call.awaitAccepted(PATIENCE)).isEqualTo(key);
        call.cancel();
        await().atMost(PATIENCE).until(() -> streams.size() == 0);
        operations.cancelOperation(CancelOperationRequest.newBuilder().setName(name()).build());
        ControlRecord control = ControlRecord.parseFrom(pipeline.await(Topics.CONTROL, key).value());
        assertThat(control.getCancel().getCause()).isEqualTo("CANCELLED_BY_CLIENT");
        assertThat(pipeline.all(Topics.CONTROL, key)).as("only the asked-for cancellation").hasSize(1);
        pipeline.start(key, "a");
        pipeline.finish(key, "a", 0, FinishReason.CANCELLED);
        Operation cancelled = operations.waitOperation(WaitOperationRequest.newBuilder().setName(name()).build());
        assertThat(cancelled.getError().getCode()).isEqualTo(com.google.rpc.Code.CANCELLED_VALUE);
    }

    @Test
    void aDeletedOperationIsForgottenAndNotCancelled() {
        service.submit(request("hello"));
        operations.deleteOperation(DeleteOperationRequest.newBuilder().setName(name()).build());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(list("")).doesNotContain(name()));
        pipeline.start(key, "a");
        pipeline.finish(key, "a", 0, FinishReason.STOP);
        StatusRuntimeException gone = catchThrowableOfType(StatusRuntimeException.class, this::get);
        assertThat(reason(gone)).isEqualTo(ErrorReason.OPERATION_NOT_FOUND);
        assertThat(pipeline.all(Topics.CONTROL, key)).isEmpty();
    }

    /** Some seconds after it has ended, its row is where no gateway holds it any more. */
    @Test
    void whatEndedBeforeIsFoundJoinedAndListedFromTheHistory() throws Exception {
        service.submit(request("hello"));
        pipeline.start(key, "a");
        pipeline.token(key, "a", 0);
        pipeline.finish(key, "a", 1, FinishReason.STOP);
        Operation done = operations.waitOperation(WaitOperationRequest.newBuilder().setName(name()).build());
        pipeline.await(Topics.HISTORY, key);
        await().atMost(PATIENCE).until(() -> index.get(key).isEmpty());

        assertThat(get().getResponse()).isEqualTo(done.getResponse());
        assertThat(metadata(get()).getState()).isEqualTo(GenerationMetadata.State.ENDED);
        assertThat(ClientCall.watch(async, watch().build()).awaitEnd(PATIENCE).ids()).containsExactly(100);
        assertThat(service.submit(request("hello")).getName()).isEqualTo(name());
        assertThat(client.start(request("hello")).awaitEnd(PATIENCE).ids()).containsExactly(100);
        assertThat(pipeline.all(Topics.PROMPTS, key)).hasSize(1);
        assertThat(reason(client.start(request("another")).awaitFailure(PATIENCE)))
                .isEqualTo(ErrorReason.REQUEST_ID_REUSED);
        assertThat(list("done = true")).containsOnlyOnce(name());
        assertThat(list("state = RUNNING")).doesNotContain(name());
        assertThat(list("end_time > 2026-01-01T00:00:00Z AND model = " + MODEL)).containsOnlyOnce(name());
        assertThat(list("create_time < 2026-01-01T00:00:00Z")).isEmpty();

        operations.deleteOperation(DeleteOperationRequest.newBuilder().setName(name()).build());
        assertThat(reason(catchThrowableOfType(StatusRuntimeException.class, this::get)))
                .isEqualTo(ErrorReason.OPERATION_NOT_FOUND);
        assertThat(list("")).doesNotContain(name());
    }

    @Test
    void aWaitEndsWithItsTime() throws Exception {
        service.submit(request("hello"));
        CompletableFuture<Operation> waiting = CompletableFuture.supplyAsync(() -> operations.waitOperation(
                WaitOperationRequest.newBuilder().setName(name())
                        .setTimeout(com.google.protobuf.Duration.newBuilder().setNanos(200_000_000)).build()));
        assertThat(waiting.get(30, TimeUnit.SECONDS).getDone()).isFalse();
    }

    @Test
    void aTimeThatCannotBeIsRefused() {
        service.submit(request("hello"));
        for (com.google.protobuf.Duration time : List.of(
                com.google.protobuf.Duration.newBuilder().setSeconds(Long.MAX_VALUE).setNanos(Integer.MAX_VALUE).build(),
                com.google.protobuf.Duration.newBuilder().setSeconds(-1).build())) {
            StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () ->
                    operations.waitOperation(WaitOperationRequest.newBuilder().setName(name()).setTimeout(time).build()));
            assertThat(reason(refused)).isEqualTo(ErrorReason.INVALID_OPTION);
            assertThat(refused).hasMessageContaining("(expected: a google.protobuf.Duration, 0 or longer)");
        }
    }

    /** The client takes nothing until everything is written; then it gets all of it, from the log. */
    @Test
    void aClientThatDoesNotReadLosesNothing() {
        int tokens = 3_000;
        service.submit(request("hello"));
        SlowClient slow = SlowClient.watch(client.channel(), key);
        pipeline.start(key, "a");
        for (int index = 0; index < tokens; index++) {
            pipeline.wideToken(key, "a", index, 512);
        }
        pipeline.finish(key, "a", tokens, FinishReason.STOP);
        assertThat(slow.received()).isZero();
        slow.take(Integer.MAX_VALUE);
        assertThat(slow.end()).succeedsWithin(PATIENCE).isEqualTo(IntStream.range(100, 100 + tokens).boxed().toList());
    }

    private GenerateRequest request(String prompt) {
        return GenerateRequest.newBuilder().setPrompt(Prompt.newBuilder().setText(prompt)).setRequestId(key).build();
    }

    private WatchRequest.Builder watch() {
        return WatchRequest.newBuilder().setRequestId(key);
    }

    private String name() {
        return "operations/" + key;
    }

    private Operation get() {
        return operations.getOperation(GetOperationRequest.newBuilder().setName(name()).build());
    }

    private List<String> list(String filter) {
        return operations.listOperations(ListOperationsRequest.newBuilder().setFilter(filter).setPageSize(500).build())
                .getOperationsList().stream().map(Operation::getName).toList();
    }

    private static GenerationMetadata metadata(Operation operation) throws Exception {
        return operation.getMetadata().unpack(GenerationMetadata.class);
    }

    private static ErrorReason reason(Throwable failure) {
        return GenerationClient.reason(failure).orElseThrow();
    }
}
