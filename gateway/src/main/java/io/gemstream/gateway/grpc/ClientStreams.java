package io.gemstream.gateway.grpc;

import io.gemstream.gateway.GatewayLifecycle;
import io.gemstream.gateway.GatewayMetrics;
import io.gemstream.gateway.admission.Choices;
import io.gemstream.gateway.admission.RequestIds;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.generation.Acceptance;
import io.gemstream.gateway.generation.KnownGenerations;
import io.gemstream.gateway.messaging.ControlPublisher;
import io.gemstream.gateway.stream.OpenStream;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.GemstreamException;
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
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Binds streaming calls to generations: new ones, joined ones, and those that were started elsewhere. */
@Singleton
public final class ClientStreams {

    private final GatewayConfig config;
    private final GatewayLifecycle lifecycle;
    private final GatewayMetrics metrics;
    private final StreamRegistry streams;
    private final KnownGenerations generations;
    private final Acceptance acceptance;
    private final ControlPublisher control;

    ClientStreams(GatewayConfig config, GatewayLifecycle lifecycle, GatewayMetrics metrics, StreamRegistry streams,
            KnownGenerations generations, Acceptance acceptance, ControlPublisher control) {
        this.config = config;
        this.lifecycle = lifecycle;
        this.metrics = metrics;
        this.streams = streams;
        this.generations = generations;
        this.acceptance = acceptance;
        this.control = control;
    }

    /** One of the generations of a call. */
    private record Choice(GenerateRequest request, String requestId, boolean keyed, ClientFeed feed) {}

    /** Starts or joins a generation, or starts several, and streams from the beginning. */
    void generate(GenerateRequest request, StreamObserver<GenerateResponse> observer) {
        CallContext call = CallContext.current();
        ServerCallStreamObserver<GenerateResponse> client = Calls.call(observer);
        List<GenerateRequest> requests;
        try {
            requests = Choices.of(request, ThreadLocalRandom.current().nextLong());
        } catch (GemstreamException refused) {
            StatusRuntimeException status = StatusMapper.of(refused, "", config.retryDelay());
            metrics.ended("Generate", StatusMapper.outcome(status));
            client.onError(status);
            return;
        }
        List<Choice> choices = new ArrayList<>();
        ChoiceCall shared = new ChoiceCall(client, requests.size(), () -> choices.forEach(choice -> cancel(choice, call)));
        for (GenerateRequest one : requests) {
            boolean keyed = !one.getRequestId().isEmpty();
            String requestId = keyed ? one.getRequestId() : drawId();
            choices.add(new Choice(one, requestId, keyed, new ClientFeed("Generate", requestId, -1, call, metrics,
                    config.retryDelay(), shared.choice(choices.size()))));
        }
        client.setOnCancelHandler(() -> choices.forEach(choice -> cancel(choice, call)));
        client.setOnReadyHandler(() -> choices.forEach(choice -> choice.feed().pump()));
        choices.forEach(choice -> accept(choice, call));
    }

    private void accept(Choice choice, CallContext call) {
        try {
            lifecycle.requireRunning();
            String id = choice.keyed() ? RequestIds.ofClient(choice.requestId()) : choice.requestId();
            OpenStream stream = bind(id, choice.feed());
            acceptance.accept(new Acceptance.Request(
                            choice.request(), id, choice.keyed(), call.deadline(), call.trace(), Optional.of(stream)))
                    .whenComplete((row, failure) -> answer(choice.feed(), row, failure));
        } catch (RuntimeException refused) {
            choice.feed().fail(refused);
        }
    }

    private void cancel(Choice choice, CallContext call) {
        // A shutdown of ours is no wish of the client's.
        if (choice.feed().cancelled() && !choice.keyed() && !lifecycle.stopping()) {
            control.cancel(choice.requestId(), call.cancelledOutcome().name());
        }
    }

    /** Streams a known generation from a cursor on. */
    void watch(WatchRequest request, StreamObserver<GenerateResponse> observer) {
        String requestId = request.getRequestId();
        ServerCallStreamObserver<GenerateResponse> client = Calls.call(observer);
        ClientFeed feed = new ClientFeed("Watch", requestId, request.hasStartingAfter() ? request.getStartingAfter() : -1,
                CallContext.current(), metrics, config.retryDelay(), ResponseSink.of(client));
        client.setOnCancelHandler(feed::cancelled);
        client.setOnReadyHandler(feed::pump);
        try {
            lifecycle.requireRunning();
            OpenStream stream = bind(requestId, feed);
            generations.find(requestId).whenComplete((row, failure) -> {
                if (failure == null) {
                    streams.openAt(stream, row.getLogOffset());
                }
                answer(feed, row, failure);
            });
        } catch (RuntimeException refused) {
            feed.fail(refused);
        }
    }

    private OpenStream bind(String requestId, ClientFeed feed) {
        OpenStream stream = streams.add(requestId, OpenStream.Purpose.CALL, feed);
        feed.bind(() -> streams.resume(stream), () -> streams.close(stream));
        return stream;
    }

    private String drawId() {
        return RequestIds.draw(UUID::randomUUID, streams.owned(), streams.partitions());
    }

    private static void answer(ClientFeed feed, OperationRecord row, @Nullable Throwable failure) {
        if (failure == null) {
            feed.accepted(GenerateResponse.newBuilder().setAccepted(Accepted.newBuilder()
                            .setRequestId(row.getRequestId())
                            .setModel(row.getModel())
                            .setSampling(row.getSampling()))
                    .build());
        } else {
            feed.fail(failure);
        }
    }
}
