package io.gemstream.gateway.grpc;

import io.gemstream.gateway.GatewayLifecycle;
import io.gemstream.gateway.GatewayMetrics;
import io.gemstream.gateway.admission.ChoiceRequests;
import io.gemstream.gateway.admission.RequestIds;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.generation.GenerationLookup;
import io.gemstream.gateway.generation.GenerationStarter;
import io.gemstream.gateway.messaging.ControlPublisher;
import io.gemstream.gateway.stream.OpenStream;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Refusals;
import io.gemstream.proto.v1.Accepted;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.WatchRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Binds streaming calls to generations: new ones, joined ones, and those that were started elsewhere. */
@Singleton
public final class StreamingCalls {

    /** A cursor before the first token. */
    private static final int NO_TOKEN = -1;

    private final GatewayConfig config;
    private final GatewayLifecycle lifecycle;
    private final GatewayMetrics metrics;
    private final StreamRegistry streams;
    private final GenerationLookup generations;
    private final GenerationStarter generationStarter;
    private final ControlPublisher control;

    StreamingCalls(GatewayConfig config, GatewayLifecycle lifecycle, GatewayMetrics metrics, StreamRegistry streams,
            GenerationLookup generations, GenerationStarter generationStarter, ControlPublisher control) {
        this.config = config;
        this.lifecycle = lifecycle;
        this.metrics = metrics;
        this.streams = streams;
        this.generations = generations;
        this.generationStarter = generationStarter;
        this.control = control;
    }

    /** Starts or joins a generation and streams it from its beginning; or several, one for each choice. */
    void generate(GenerateRequest request, StreamObserver<GenerateResponse> observer) {
        CallContext call = CallContext.current();
        ServerCallStreamObserver<GenerateResponse> client = UnaryCalls.call(observer);
        List<GenerateRequest> choices;
        try {
            lifecycle.requireRunning();
            choices = ChoiceRequests.of(request, ThreadLocalRandom.current().nextLong());
            if (choices.size() > 1 && !request.getRequestId().isEmpty()) {
                throw new GemstreamException(ErrorReason.INVALID_OPTION,
                        "n: " + choices.size() + " (expected: 1 with a request_id)", Map.of(ErrorStatus.FIELD, "n"));
            }
        } catch (GemstreamException refused) {
            StatusRuntimeException status = StatusMapper.of(refused, request.getRequestId(), config.retryDelay());
            metrics.ended("Generate", StatusMapper.outcome(status));
            client.onError(status);
            return;
        }
        List<Generation> generations = new ArrayList<>();
        if (choices.size() == 1) {
            // As it came: a seed that is drawn here would make each repetition of a key another request.
            generations.add(generation(request, call, ResponseSink.of(client)));
        } else {
            MultiChoiceCall multiChoice = new MultiChoiceCall(client, choices.size(),
                    () -> generations.forEach(Generation::leave));
            for (int choice = 0; choice < choices.size(); choice++) {
                generations.add(generation(choices.get(choice), call, multiChoice.choice(choice)));
            }
        }
        client.setOnCancelHandler(() -> generations.forEach(Generation::leave));
        client.setOnReadyHandler(() -> generations.forEach(generation -> generation.responses().pump()));
        generations.forEach(this::start);
    }

    /** One generation of a call. */
    private record Generation(GenerateRequest request, String requestId, boolean keyed, CallContext call,
            ResponseStream responses, Runnable cancel) {

        /** The client, or another choice, has ended the call. */
        void leave() {
            if (responses.cancelled()) {
                cancel.run();
            }
        }
    }

    private Generation generation(GenerateRequest request, CallContext call, ResponseSink sink) {
        boolean keyed = !request.getRequestId().isEmpty();
        String requestId = keyed ? request.getRequestId() : drawId();
        ResponseStream responses =
                new ResponseStream("Generate", requestId, -1, call, metrics, config.retryDelay(), sink);
        return new Generation(request, requestId, keyed, call, responses, () -> {
            // A shutdown of ours is no wish of the client's.
            if (!keyed && !lifecycle.stopping()) {
                control.cancel(requestId, call.cancelledOutcome().name());
            }
        });
    }

    private void start(Generation generation) {
        ResponseStream responses = generation.responses();
        try {
            String id = generation.keyed() ? RequestIds.ofClient(generation.requestId()) : generation.requestId();
            OpenStream stream = bind(id, responses);
            generationStarter.start(new GenerationStarter.Request(generation.request(), id, generation.keyed(),
                            generation.call().tenant(), generation.call().deadline(), generation.call().trace(), Optional.of(stream)))
                    .whenComplete((row, failure) -> answer(responses, row, failure));
        } catch (RuntimeException refused) {
            responses.fail(refused);
        }
    }

    /** Streams a known generation from a cursor on. */
    void watch(WatchRequest request, StreamObserver<GenerateResponse> observer) {
        String requestId = request.getRequestId();
        ServerCallStreamObserver<GenerateResponse> client = UnaryCalls.call(observer);
        int startingAfter = request.hasStartingAfter() ? request.getStartingAfter() : NO_TOKEN;
        ResponseStream responses = new ResponseStream("Watch", requestId, startingAfter,
                CallContext.current(), metrics, config.retryDelay(), ResponseSink.of(client));
        client.setOnCancelHandler(responses::cancelled);
        client.setOnReadyHandler(responses::pump);
        try {
            lifecycle.requireRunning();
            if (startingAfter < NO_TOKEN) {
                throw Refusals.outOfRange(ErrorReason.INVALID_OPTION, "starting_after", "starting_after", startingAfter,
                        "the index of a token, or -1 for the beginning");
            }
            OpenStream stream = bind(requestId, responses);
            generations.find(requestId).whenComplete((row, failure) -> {
                if (failure == null) {
                    streams.openAt(stream, row.getLogPartition(), row.getLogOffset());
                }
                answer(responses, row, failure);
            });
        } catch (RuntimeException refused) {
            responses.fail(refused);
        }
    }

    private OpenStream bind(String requestId, ResponseStream responses) {
        OpenStream stream = streams.add(requestId, OpenStream.Purpose.CALL, responses);
        responses.bind(() -> streams.resume(stream), () -> streams.close(stream));
        return stream;
    }

    private String drawId() {
        return RequestIds.draw(UUID::randomUUID, streams.owned(), streams.partitions());
    }

    private static void answer(ResponseStream responses, OperationRecord row, @Nullable Throwable failure) {
        if (failure == null) {
            responses.accepted(GenerateResponse.newBuilder().setAccepted(Accepted.newBuilder()
                            .setRequestId(row.getRequestId())
                            .setModel(row.getModel())
                            .setSampling(row.getSampling()))
                    .build());
        } else {
            responses.fail(failure);
        }
    }
}
