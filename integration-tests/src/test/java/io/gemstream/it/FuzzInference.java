package io.gemstream.it;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.inference.InferParameter;
import io.gemstream.proto.inference.InferTensorContents;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelInferResponse;
import io.gemstream.proto.inference.ModelStreamInferResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Requests of the Open Inference Protocol that are nearly right, and streams of them. */
final class FuzzInference {

    private static final List<String> SAMPLING = List.of("", "{}", "[]", "null", "{", "\"\"", "{\"n\": 0}",
            "{\"n\": 16, \"max_tokens\": 1}",
            "{\"temperature\": 1e999}", "{\"temperature\": \"NaN\"}", "{\"top_p\": null, \"max_tokens\": 1}", "{\"seed\": 1e18}",
            "{\"max_tokens\": -1}", "{\"max_tokens\": 9999999999999999999999}", "{\"max_tokens\": {\"a\": [1]}}",
            "{\"stop\": [\"\"]}", "{\"stop\": {}}", "{\"logprobs\": -1}", "{\"logit_bias\": {\"-1\": 1}}",
            "{\"logit_bias\": [1]}",
            "{\"guided_json\": {}}", "{\"structured_outputs\": {\"json\": {\"type\": 1}}}",
            "{\"structured_outputs\": {\"choice\": [\"\\ud83d\\ude00\\u0000\"]}, \"max_tokens\": 4}",
            "{\"structured_outputs\": {\"grammar\": \"root ::= root\"}}",
            "{\"structured_outputs\": \"{\\\"regex\\\": \\\"(\\\"}\"}",
            "{\"\\u202e\": 1}", "{\"a\": " + "[".repeat(3_000) + "}", "{\"" + "x".repeat(6_000) + "\": 1}");

    private static final long MOST_TOKENS = 20;
    private static final InferParameter FEW_TOKENS = InferParameter.newBuilder().setInt64Param(3).build();

    private FuzzInference() {}

    /** A request as clients send it, with its sampling parameters or something else replaced now and then. */
    static ModelInferRequest request(Random random) {
        ModelInferRequest request = FuzzCorpus.inference(random);
        if (random.nextInt(3) != 0 || request.getRawInputContentsCount() > 0) {
            return request;
        }
        ModelInferRequest.Builder other = request.toBuilder();
        other.getInputsBuilder(1).setContents(InferTensorContents.newBuilder().addBytesContents(
                ByteString.copyFromUtf8(SAMPLING.get(random.nextInt(SAMPLING.size())))));
        return other.build();
    }

    /** Few tokens where no number, or a large one, is given: most of a million should have few, and a unary call shows none. */
    static ModelInferRequest shortened(ModelInferRequest request) {
        InferParameter given = request.getParametersOrDefault("max_tokens", InferParameter.getDefaultInstance());
        return given.hasInt64Param() && given.getInt64Param() <= MOST_TOKENS || given.hasStringParam() || given.hasBoolParam()
                ? request : request.toBuilder().putParameters("max_tokens", FEW_TOKENS).build();
    }

    /**
     * Sends requests on one stream; each must have one last answer, and none after it.
     *
     * @param leaveAfter answers after which the client goes away
     * @param accepted is given the generations that are heard of
     */
    static Status stream(Channel gateway, CallOptions options, List<? extends Message> requests, int hangsAfterS, int leaveAfter,
            List<String> accepted) {
        Duration limit = Duration.ofSeconds(hangsAfterS);
        InferStreamCall call = InferStreamCall.open(gateway, options);
        requests.forEach(request -> call.ask((ModelInferRequest) request));
        call.halfClose();
        int ends = 0;
        int count = 0;
        for (var answer = call.next(limit); answer.isPresent(); answer = call.next(limit)) {
            if (answer.get().getErrorMessage().isEmpty()) {
                note(answer.get().getInferResponse(), accepted);
            } else {
                requireTheClientsDoing(answer.get());
            }
            ends += InferStreamCall.isFinal(answer.get()) ? 1 : 0;
            count++;
            if (count >= leaveAfter) {
                call.cancel();
                return Status.CANCELLED;
            }
        }
        if (ends != requests.size()) {
            throw new AssertionError(ends + " last answers to " + requests.size() + " requests");
        }
        return Status.OK;
    }

    /** Notes the generation that an answer names. */
    static void note(ModelInferResponse answer, List<String> accepted) {
        Optional.ofNullable(answer.getParametersMap().get("request_id")).map(InferParameter::getStringParam)
                .filter(id -> !accepted.contains(id)).ifPresent(accepted::add);
    }

    private static void requireTheClientsDoing(ModelStreamInferResponse failed) {
        ErrorReason reason = ErrorReason.valueOf(
                failed.getInferResponse().getParametersMap().get("error_reason").getStringParam());
        if (FuzzCalls.isOurs(Status.fromCodeValue(reason.code().getNumber()))) {
            throw new AssertionError(reason + ": " + failed.getErrorMessage());
        }
    }
}
