package io.gemstream.gateway.grpc;

import io.gemstream.gateway.GatewayLifecycle;
import io.gemstream.gateway.GatewayMetrics;
import io.gemstream.gateway.admission.Admission;
import io.gemstream.gateway.admission.Choices;
import io.gemstream.gateway.admission.ModelDirectory;
import io.gemstream.gateway.admission.RequestIds;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.messaging.ControlPublisher;
import io.gemstream.gateway.messaging.PromptPublisher;
import io.gemstream.gateway.stream.StreamListener;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.Accepted;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.CountTokensResponse;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationService;
import io.gemstream.proto.v1.ListModelsRequest;
import io.gemstream.proto.v1.ListModelsResponse;
import io.gemstream.proto.v1.PromptRecord;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients' gRPC door. A request is checked, its stream opened, its prompt written; only when the broker has it is
 * the client told Accepted. Nothing here blocks.
 */
@GrpcService
public class GenerationGrpcService implements GenerationService {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationGrpcService.class);

    private final GatewayConfig config;
    private final GatewayLifecycle lifecycle;
    private final GatewayMetrics metrics;
    private final ModelDirectory models;
    private final StreamRegistry streams;
    private final PromptPublisher prompts;
    private final ControlPublisher control;

    GenerationGrpcService(GatewayConfig config, GatewayLifecycle lifecycle, GatewayMetrics metrics,
            ModelDirectory models, StreamRegistry streams, PromptPublisher prompts, ControlPublisher control) {
        this.config = config;
        this.lifecycle = lifecycle;
        this.metrics = metrics;
        this.models = models;
        this.streams = streams;
        this.prompts = prompts;
        this.control = control;
    }

    @Override
    public Multi<GenerateResponse> generate(GenerateRequest request) {
        CallContext call = CallContext.current();
        return Multi.createFrom().deferred(() -> {
                    List<GenerateRequest> choices = Choices.of(request, ThreadLocalRandom.current().nextLong());
                    if (choices.size() == 1) {
                        return generation(choices.getFirst(), call);
                    }
                    // One that fails ends the call, and with it the others.
                    return Multi.createBy().merging().withConcurrency(choices.size()).streams(
                            IntStream.range(0, choices.size()).mapToObj(choice -> generation(choices.get(choice), call)
                                    .map(response -> response.toBuilder().setChoice(choice).build())).toList());
                })
                // Refused before there was a generation; those that there are report their own end.
                .onFailure(GemstreamException.class).transform(refused -> {
                    StatusRuntimeException status = status(refused, "");
                    metrics.ended("Generate", StatusMapper.outcome(status));
                    return status;
                });
    }

    /** One generation, which is one key of the log. */
    private Multi<GenerateResponse> generation(GenerateRequest request, CallContext call) {
        String requestId = drawId();
        GenerationStream stream = new GenerationStream(requestId, call, metrics, config.retryDelay());
        Multi<GenerateResponse> responses = Multi.createFrom().deferred(() -> {
            lifecycle.requireRunning();
            PromptRecord prompt = Admission.generate(request, models, requestId,
                    ThreadLocalRandom.current().nextLong(), System.currentTimeMillis());
            return Multi.createBy().concatenating().streams(
                            send(prompt, stream, call).replaceWith(() -> accepted(prompt)).toMulti(),
                            stream.responses())
                    .onCancellation().invoke(() -> control.cancel(requestId, call.cancelledOutcome().name()));
        });
        return responses
                .onFailure().transform(failure -> status(failure, requestId))
                .onTermination().invoke((failure, cancelled) -> {
                    streams.close(requestId);
                    metrics.ended("Generate", outcome(failure, cancelled, stream.outcome(), call));
                });
    }

    @Override
    public Uni<CountTokensResponse> countTokens(CountTokensRequest request) {
        CallContext call = CallContext.current();
        String requestId = drawId();
        CountAnswer answer = new CountAnswer(requestId, config.retryDelay());
        return Uni.createFrom().deferred(() -> {
                    lifecycle.requireRunning();
                    PromptRecord prompt = Admission.count(request, models, requestId, System.currentTimeMillis());
                    return send(prompt, answer, call)
                            .chain(() -> Uni.createFrom().completionStage(answer.total()))
                            .ifNoItem().after(config.countTimeout())
                            .failWith(() -> new GemstreamException(ErrorReason.TOKENIZER_UNAVAILABLE,
                                    "no tokenizer answered within " + config.countTimeout().toMillis() + " ms"))
                            .map(total -> CountTokensResponse.newBuilder()
                                    .setTotalTokens(total)
                                    .setModel(prompt.getModel())
                                    .build());
                })
                .onFailure().transform(failure -> status(failure, requestId))
                .onTermination().invoke((_, failure, cancelled) -> {
                    streams.close(requestId);
                    metrics.ended("CountTokens", outcome(failure, cancelled, "OK", call));
                });
    }

    @Override
    public Uni<ListModelsResponse> listModels(ListModelsRequest request) {
        CallContext call = CallContext.current();
        return Uni.createFrom().item(() -> ListModelsResponse.newBuilder()
                        .addAllModels(models.models(System.currentTimeMillis()))
                        .build())
                .onFailure().transform(failure -> status(failure, ""))
                .onTermination().invoke((_, failure, cancelled) ->
                        metrics.ended("ListModels", outcome(failure, cancelled, "OK", call)));
    }

    /** Opens the stream, then writes the prompt; completes when the broker has it. */
    private Uni<Void> send(PromptRecord prompt, StreamListener listener, CallContext call) {
        return Uni.createFrom().completionStage(() -> streams.open(prompt.getRequestId(), listener))
                .chain(() -> prompts.publish(prompt, call.deadline(), call.trace()))
                .ifNoItem().after(config.deliveryTimeout())
                .failWith(() -> new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                        "Kafka did not take the request within " + config.deliveryTimeout().toMillis() + " ms"))
                // The broker may have the record all the same: its acknowledgement may be what got lost.
                .onFailure(GenerationGrpcService::unacknowledged).invoke(failure -> {
                    LOG.warn("request {}: {}", prompt.getRequestId(), failure.getMessage());
                    control.cancel(prompt.getRequestId(), "not acknowledged in time");
                });
    }

    private String drawId() {
        return RequestIds.draw(UUID::randomUUID, streams.owned(), streams.partitions());
    }

    private StatusRuntimeException status(Throwable failure, String requestId) {
        return StatusMapper.of(failure, requestId, config.retryDelay());
    }

    private static GenerateResponse accepted(PromptRecord prompt) {
        return GenerateResponse.newBuilder().setAccepted(Accepted.newBuilder()
                        .setRequestId(prompt.getRequestId())
                        .setModel(prompt.getModel())
                        .setSampling(prompt.getSampling()))
                .build();
    }

    private static boolean unacknowledged(Throwable failure) {
        return failure instanceof GemstreamException known && known.reason() == ErrorReason.BROKER_UNAVAILABLE;
    }

    private static String outcome(@Nullable Throwable failure, boolean cancelled, String success, CallContext call) {
        if (cancelled) {
            return call.cancelledOutcome().name();
        }
        return failure instanceof StatusRuntimeException status ? StatusMapper.outcome(status) : success;
    }
}
