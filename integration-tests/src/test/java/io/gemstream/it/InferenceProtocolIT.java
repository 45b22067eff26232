package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.gemstream.client.Prompts;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.inference.GRPCInferenceServiceGrpc;
import io.gemstream.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.gemstream.proto.inference.InferParameter;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelInferResponse;
import io.gemstream.proto.inference.ModelMetadataRequest;
import io.gemstream.proto.inference.ModelMetadataResponse;
import io.gemstream.proto.inference.ModelReadyRequest;
import io.gemstream.proto.inference.ModelStreamInferResponse;
import io.gemstream.proto.inference.ServerLiveRequest;
import io.gemstream.proto.inference.ServerMetadataRequest;
import io.gemstream.proto.inference.ServerReadyRequest;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.testing.calls.GenerationClient;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pipeline promises a client of the Open Inference Protocol over gRPC and HTTP, Triton's own among them. */
class InferenceProtocolIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration SCRIPT_LIMIT = Duration.ofMinutes(6);
    private static final String PROMPT = "the cat";
    private static final String STREAMED = "stream";
    private static final String MODEL_PATH = "/v2/models/" + TinyModel.NAME;

    @TempDir
    static Path data;

    private static HttpPipeline served;
    private static Pipeline pipeline;
    private static GenerationClient client;
    private static HttpClients http;
    private static GRPCInferenceServiceBlockingStub blocking;

    @BeforeAll
    static void start() {
        served = HttpPipeline.start(data, Map.of());
        pipeline = served.pipeline();
        client = pipeline.client(0);
        http = served.http();
        blocking = GRPCInferenceServiceGrpc.newBlockingStub(client.channel());
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    @Test
    void theServerAndItsModelDescribeThemselves() {
        assertThat(blocking.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
        assertThat(blocking.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
        assertThat(ready(TinyModel.NAME, "")).isTrue();
        assertThat(ready(TinyModel.NAME, "1")).isTrue();
        assertThat(ready(TinyModel.NAME, "2")).isFalse();
        assertThat(ready("nope", "")).isFalse();
        assertThat(blocking.serverMetadata(ServerMetadataRequest.getDefaultInstance()).getExtensionsList())
                .containsExactly("parameters", "schedule_policy");
        ModelMetadataResponse model = blocking.modelMetadata(
                ModelMetadataRequest.newBuilder().setName(TinyModel.NAME).build());
        assertThat(model.getPlatform()).isEqualTo("gemstream_gemma2");
        assertThat(model.getInputs(0).getName()).isEqualTo("text_input");
        assertThat(model.getOutputs(0).getName()).isEqualTo("text_output");
    }

    @Test
    void aTextIsThatOfGenerateFromTypedAndFromRawContents() {
        String expected = client.generate(GenerationClient.greedy(Prompts.text(PROMPT), 12)).text();
        ModelInferRequest typed = InferRequests.greedy(PROMPT, 12).setId("a").build();
        ModelInferResponse fromTyped = blocking.modelInfer(typed);
        ModelInferResponse fromRaw = blocking.modelInfer(InferRequests.raw(typed));
        assertThat(InferRequests.text(fromTyped)).isEqualTo(expected);
        assertThat(InferRequests.text(fromRaw)).isEqualTo(expected);
        assertThat(fromTyped.getRawOutputContentsCount()).isZero();
        assertThat(fromRaw.getRawOutputContentsCount()).isEqualTo(1);
        assertThat(fromTyped.getId()).isEqualTo("a");
        assertThat(fromTyped.getModelName()).isEqualTo(TinyModel.NAME);
    }

    @Test
    void aStreamHasAnAnswerForEachTokenAndAnyNumberOfRequests() {
        String expected = client.generate(GenerationClient.greedy(Prompts.text(PROMPT), 12)).text();
        InferStreamCall call = InferStreamCall.open(client.channel(), CallOptions.DEFAULT);
        for (String id : List.of("a", "b", "c")) {
            call.ask(streamed(12).setId(id).build());
        }
        call.ask(InferRequests.greedy(PROMPT, 12).setId("once").build());
        call.ask(InferRequests.greedy("", 12).setId("bad").build());
        call.halfClose();
        Map<String, List<ModelStreamInferResponse>> answers = call.rest(LIMIT).stream()
                .collect(Collectors.groupingBy(answer -> answer.getInferResponse().getId()));

        assertThat(answers).containsOnlyKeys("a", "b", "c", "once", "bad");
        assertThat(answers.get("bad")).singleElement().satisfies(failed -> {
            assertThat(failed.getErrorMessage()).isEqualTo("text_input: empty (expected: content)");
            assertThat(failed.getInferResponse().getParametersMap().get("error_reason").getStringParam())
                    .isEqualTo(ErrorReason.EMPTY_PROMPT.name());
        });
        assertThat(answers.get("once")).singleElement().satisfies(whole ->
                assertThat(InferRequests.text(whole.getInferResponse())).isEqualTo(expected));
        for (String id : List.of("a", "b", "c")) {
            assertThat(answers.get(id)).hasSizeGreaterThan(12);
            assertThat(answers.get(id).stream().map(answer -> InferRequests.text(answer.getInferResponse()))
                    .collect(Collectors.joining())).isEqualTo(expected);
        }
        answers.values().forEach(all -> {
            assertThat(all.subList(0, all.size() - 1)).noneMatch(InferStreamCall::isFinal);
            assertThat(InferStreamCall.isFinal(all.getLast())).isTrue();
        });
    }

    @Test
    void aClientThatLeavesCancelsTheGeneration() {
        InferStreamCall call = InferStreamCall.open(client.channel(), CallOptions.DEFAULT);
        call.ask(streamed(8_000).build());
        ModelStreamInferResponse first = call.next(LIMIT).orElseThrow();
        call.cancel();
        assertCancelled(first.getInferResponse().getParametersMap().get("request_id").getStringParam());
    }

    @Test
    void aTimeoutEndsTheRequestAndItsGeneration() {
        InferStreamCall call = InferStreamCall.open(client.channel(), CallOptions.DEFAULT);
        // Microseconds: enough for a first token, and too little for so many.
        call.ask(InferRequests.of(PROMPT, "{\"n\": 8, \"max_tokens\": 8000, \"ignore_eos\": true}")
                .addInputs(InferRequests.flag(STREAMED, true))
                .putParameters("timeout", int64(2_000_000)).build());
        ModelStreamInferResponse first = call.next(LIMIT).orElseThrow();
        call.halfClose();
        ModelStreamInferResponse last = call.rest(LIMIT).getLast();
        assertThat(last.getInferResponse().getParametersMap().get("error_reason").getStringParam())
                .isEqualTo(ErrorReason.DEADLINE_EXPIRED.name());
        assertThat(InferStreamCall.isFinal(last)).isTrue();
        FinishBody finish = TokenLog.untilEnd(served.broker(),
                first.getInferResponse().getParametersMap().get("request_id").getStringParam(), LIMIT).getLast().getFinish();
        assertThat(finish.getReason()).isIn(FinishReason.CANCELLED, FinishReason.ERROR);
        assertRefused(InferRequests.greedy(PROMPT, 8_000).putParameters("timeout", int64(1_000)),
                ErrorReason.DEADLINE_EXPIRED, ErrorReason.EXPIRED_IN_QUEUE);
    }

    @Test
    void aConstraintAndAPriorityAreThoseOfTheRequest() {
        ModelInferResponse answer = blocking.modelInfer(InferRequests.of(PROMPT,
                        "{\"max_tokens\": 40, \"structured_outputs\": {\"choice\": [\"red\", \"blue\"]}}")
                .addInputs(InferRequests.flag("exclude_input_in_output", true))
                .putParameters("priority", int64(2))
                .build());
        assertThat(InferRequests.text(answer)).isIn("red", "blue");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"temperature\": -1}         | INVALID_OPTION",
        "{\"n\": 17}                   | INVALID_OPTION",
        "{\"lora_name\": \"x\"}        | INVALID_OPTION",
        "no JSON                       | INVALID_OPTION",
        "{\"stop_token_ids\": [512]}   | INVALID_TOKEN_ID",
        "{\"structured_outputs\": {\"regex\": \"(?<=a)b\"}} | INVALID_CONSTRAINT",
    })
    void badParametersAreRefusedWithTheirReason(String sampling, ErrorReason expected) {
        assertRefused(InferRequests.of(PROMPT, sampling), expected);
    }

    /** Whatever repeats them, the status stays within the trailers that clients take. */
    @Test
    void longFieldsAreRefusedWithTheirReason() {
        String large = "\u00e9\n".repeat(5_000);
        assertRefused(InferRequests.greedy(PROMPT, 1).setModelName(large), ErrorReason.MODEL_NOT_FOUND);
        assertRefused(InferRequests.greedy(PROMPT, 1).setModelVersion(large), ErrorReason.INVALID_OPTION);
        assertRefused(InferRequests.greedy(PROMPT, 1).putParameters(large, int64(1)), ErrorReason.INVALID_OPTION);
        assertRefused(InferRequests.greedy(PROMPT, 1).addInputs(InferRequests.text(large, "x")), ErrorReason.INVALID_OPTION);
        assertThat(blocking.modelInfer(InferRequests.greedy(PROMPT, 1).setId(large).build()).getId()).isEqualTo(large);
    }

    @Test
    void theServerAndItsModelDescribeThemselvesOverHttp() {
        for (String path : List.of("/v2/health/live", "/v2/health/ready", MODEL_PATH + "/ready",
                MODEL_PATH + "/versions/1/ready")) {
            assertThat(http.get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(http.get("/v2/models/nope/ready").statusCode()).isEqualTo(503);
        assertThat(http.get(MODEL_PATH + "/versions/2/ready").statusCode()).isEqualTo(503);
        assertThat(HttpClients.json(http.get("/v2").body()).path("name").asText()).isEqualTo("gemstream");
        JsonNode model = HttpClients.json(http.get(MODEL_PATH).body());
        assertThat(model.path("platform").asText()).isEqualTo("gemstream_gemma2");
        assertThat(model.at("/inputs/0").toString())
                .isEqualTo("{\"name\":\"text_input\",\"datatype\":\"BYTES\",\"shape\":[1]}");
        assertThat(http.get("/v2/models/nope").statusCode()).isEqualTo(404);
        assertThat(HttpClients.json(http.get("/v2/repository").body()).path("error_reason").asText())
                .isEqualTo(ErrorReason.PATH_NOT_FOUND.name());
    }

    @Test
    void aTextOverHttpIsThatOfGenerateWholeAndInSteps() {
        String expected = client.generate(GenerationClient.greedy(Prompts.text(PROMPT), 12)).text();
        String body = "{\"text_input\": \"" + PROMPT + "\", \"parameters\": {\"temperature\": 0, \"max_tokens\": 12, "
                + "\"ignore_eos\": true, \"exclude_input_in_output\": true, \"return_num_output_tokens\": true}}";
        JsonNode whole = http.answer(MODEL_PATH + "/generate", body);
        assertThat(whole.path("text_output").asText()).isEqualTo(expected);
        assertThat(whole.path("num_output_tokens").asInt()).isEqualTo(12);
        assertThat(whole.path("model_name").asText()).isEqualTo(TinyModel.NAME);
        try (HttpClients.Events events = http.stream(MODEL_PATH + "/generate_stream", body)) {
            List<JsonNode> steps = events.untilEnd();
            assertThat(steps).hasSizeGreaterThan(12);
            assertThat(steps.stream().map(step -> step.path("text_output").asText()).collect(Collectors.joining()))
                    .isEqualTo(expected);
            assertThat(steps.getFirst().path("request_id").asText()).isEqualTo(events.requestId());
        }
    }

    @Test
    void aClientOverHttpThatLeavesCancelsTheGeneration() {
        HttpClients.Events events = http.stream(MODEL_PATH + "/generate_stream",
                "{\"text_input\": \"" + PROMPT + "\", \"max_tokens\": 8000, \"ignore_eos\": true}");
        events.next(1);
        events.close();
        assertCancelled(events.requestId());
    }

    @Test
    void theStockClientOfTritonWorks() {
        System.out.println(new ClientScript("tritonclient_grpc")
                .run(SCRIPT_LIMIT, "127.0.0.1:" + pipeline.grpcPort(0), TinyModel.NAME));
    }

    private static boolean ready(String model, String version) {
        return blocking.modelReady(ModelReadyRequest.newBuilder().setName(model).setVersion(version).build()).getReady();
    }

    private static ModelInferRequest.Builder streamed(int maxTokens) {
        return InferRequests.greedy(PROMPT, maxTokens).addInputs(InferRequests.flag(STREAMED, true));
    }

    private static InferParameter int64(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }

    private static void assertCancelled(String requestId) {
        FinishBody finish = TokenLog.untilEnd(served.broker(), requestId, LIMIT).getLast().getFinish();
        assertThat(finish.getReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(finish.getIndex()).isLessThan(8_000);
    }

    private static void assertRefused(ModelInferRequest.Builder request, ErrorReason... expected) {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
                () -> blocking.modelInfer(request.build()));
        assertThat(failure).isNotNull();
        assertThat(failure.getStatus().getCode()).isNotEqualTo(Status.Code.INTERNAL);
        assertThat(GenerationClient.reason(failure)).as(failure.toString()).isPresent();
        assertThat(expected).contains(GenerationClient.reason(failure).orElseThrow());
        pipeline.assertAlive();
    }
}
