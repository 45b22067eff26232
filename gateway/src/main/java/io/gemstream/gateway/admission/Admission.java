package io.gemstream.gateway.admission;

import io.gemstream.proto.Lane;
import io.gemstream.proto.SamplingDefaults;
import io.gemstream.proto.SamplingRules;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.service.models.ServedModels;

/** Turns a request into the record that will be written, or refuses it. Cheap checks come first. */
public final class Admission {

    private Admission() {}

    /**
     * The prompt record of a generation, defaults and seed filled in.
     *
     * @param requestId the id drawn for it
     * @param seed taken where the request has none
     * @param nowMs milliseconds since 1970
     * @throws io.gemstream.proto.GemstreamException where the request is refused
     */
    public static PromptRecord generate(GenerateRequest request, ServedModels models, String requestId, long seed,
            long nowMs) {
        PromptRules.checkSize(request.getSerializedSize());
        PromptRules.check(request.getPrompt());
        SamplingRules.check(request.getSampling());
        Lane.of(request.getPriority());
        return PromptRecord.newBuilder()
                .setRequestId(requestId)
                .setOperation(PromptRecord.Operation.GENERATE)
                .setModel(ModelDirectory.resolve(models, request.getModel()))
                .setPrompt(request.getPrompt())
                .setSampling(SamplingDefaults.fill(request.getSampling(), seed))
                .setCreatedMs(nowMs)
                .setHasOperation(true)
                .build();
    }

    /**
     * The prompt record of a count.
     *
     * @param requestId the id drawn for it
     * @param nowMs milliseconds since 1970
     * @throws io.gemstream.proto.GemstreamException where the request is refused
     */
    public static PromptRecord count(CountTokensRequest request, ServedModels models, String requestId, long nowMs) {
        PromptRules.checkSize(request.getSerializedSize());
        PromptRules.check(request.getPrompt());
        return PromptRecord.newBuilder()
                .setRequestId(requestId)
                .setOperation(PromptRecord.Operation.COUNT_TOKENS)
                .setModel(ModelDirectory.resolve(models, request.getModel()))
                .setPrompt(request.getPrompt())
                .setCountWithTokens(request.getTokens())
                .setCreatedMs(nowMs)
                .build();
    }
}
