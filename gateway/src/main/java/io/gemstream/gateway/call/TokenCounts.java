package io.gemstream.gateway.call;

import io.gemstream.gateway.GatewayLifecycle;
import io.gemstream.gateway.admission.Admission;
import io.gemstream.gateway.admission.RequestIds;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.generation.Timeouts;
import io.gemstream.gateway.messaging.PromptPublisher;
import io.gemstream.gateway.operation.Operations;
import io.gemstream.gateway.stream.OpenStream;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.CountTokensResponse;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.service.models.ServedModels;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Has tokens counted, or told, by a tokenizer service, over Kafka (ADR 3). Nothing here blocks. */
@Singleton
public final class TokenCounts {

    private final GatewayConfig config;
    private final GatewayLifecycle lifecycle;
    private final ServedModels models;
    private final StreamRegistry streams;
    private final PromptPublisher prompts;

    TokenCounts(GatewayConfig config, GatewayLifecycle lifecycle, ServedModels models, StreamRegistry streams,
            PromptPublisher prompts) {
        this.config = config;
        this.lifecycle = lifecycle;
        this.models = models;
        this.streams = streams;
        this.prompts = prompts;
    }

    /** An id for a count, whose log this gateway reads anyway. */
    public String drawId() {
        return RequestIds.draw(UUID::randomUUID, streams.owned(), streams.partitions());
    }

    /**
     * Counts the tokens of a prompt.
     *
     * @param requestId drawn for it
     * @throws GemstreamException where the request is refused at once; later refusals fail the stage
     */
    public CompletionStage<CountTokensResponse> count(CountTokensRequest request, String requestId, CallContext context) {
        lifecycle.requireRunning();
        PromptRecord prompt = Admission.count(request, models, requestId, System.currentTimeMillis());
        CountAnswer answer = new CountAnswer(requestId, config.retryDelay());
        OpenStream stream = streams.add(requestId, OpenStream.Purpose.CALL, answer);
        CompletableFuture<Void> sent = streams.openAtEnd(stream)
                .thenCompose(_ -> prompts.publish(prompt.toBuilder().setLogPartition(stream.partition()).build(),
                                Lane.INTERACTIVE, context.tenant(), context.deadline(), context.trace())
                        .subscribeAsCompletionStage())
                .toCompletableFuture();
        return Timeouts.within(sent, config.deliveryTimeout(), () -> new GemstreamException(
                        ErrorReason.BROKER_UNAVAILABLE, "Kafka did not take the request within "
                                + config.deliveryTimeout().toMillis() + " ms"))
                .thenCompose(_ -> Timeouts.within(answer.count(), config.countTimeout(), () -> new GemstreamException(
                        ErrorReason.TOKENIZER_UNAVAILABLE, "no tokenizer answered within "
                                + config.countTimeout().toMillis() + " ms")))
                .thenApply(body -> Operations.counted(body, prompt.getModel()))
                .whenComplete((_, _) -> streams.close(stream));
    }
}
