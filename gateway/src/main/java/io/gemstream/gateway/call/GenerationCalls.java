package io.gemstream.gateway.call;

import com.google.rpc.Status;
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
public final class GenerationCalls {

    /** A cursor before the first token. */
    private static final int NO_TOKEN = -1;

    private final GatewayConfig config;
    private final GatewayLifecycle lifecycle;
    private final GatewayMetrics metrics;
    private final StreamRegistry streams;
    private final GenerationLookup generations;
    private final GenerationStarter generationStarter;
    private final ControlPublisher control;

    GenerationCalls(GatewayConfig config, GatewayLifecycle lifecycle, GatewayMetrics metrics, StreamRegistry streams,
            GenerationLookup generations, GenerationStarter generationStarter, ControlPublisher control) {
        this.config = config;
        this.lifecycle = lifecycle;
        this.metrics = metrics;
        this.streams = streams;
        this.generations = generations;
        this.generationStarter = generationStarter;
        this.control = control;
    }

    /**
     * A call that starts or joins a generation and streams it from its beginning; or several, one for each choice. A
     * refusal goes to the sink at once, or after the start.
     */
    public GenerationCall generate(GenerateRequest request, CallContext context, ResponseSink client) {
        List<GenerateRequest> choices;
        try {
            choices = ChoiceRequests.of(request, ThreadLocalRandom.current().nextLong());
            if (choices.size() > 1 && !request.getRequestId().isEmpty()) {
                throw new GemstreamException(ErrorReason.INVALID_OPTION,
                        "n: " + choices.size() + " (expected: 1 with a request_id)", Map.of(ErrorStatus.FIELD, "n"));
            }
        } catch (GemstreamException refused) {
            return refused(refused, request.getRequestId(), context, client);
        }
        // One as it came: a seed that is drawn here would make each repetition of a key another request.
        return each(choices.size() == 1 ? List.of(request) : choices, context, client);
    }

    /**
     * A call of several requests, each for one text: choice i is the answer to request i.
     *
     * @param requests at least one, without {@code n}
     */
    public GenerationCall each(List<GenerateRequest> requests, CallContext context, ResponseSink client) {
        try {
            lifecycle.requireRunning();
        } catch (GemstreamException refused) {
            return refused(refused, requests.getFirst().getRequestId(), context, client);
        }
        List<Generation> parts = new ArrayList<>();
        if (requests.size() == 1) {
            parts.add(generation(requests.getFirst(), context, client));
        } else {
            MultiChoiceCall multiChoice = new MultiChoiceCall(client, requests.size(), () -> parts.forEach(Generation::leave));
            for (int choice = 0; choice < requests.size(); choice++) {
                parts.add(generation(requests.get(choice), context, multiChoice.choice(choice)));
            }
        }
        return new GenerationCall(parts.stream().map(Generation::requestId).toList(), parts);
    }

    /** A call that streams a known generation from a cursor on. Leaving it leaves the generation alone. */
    public GenerationCall watch(WatchRequest request, CallContext context, ResponseSink client) {
        Watch watch = new Watch(request, new ResponseStream(request.getRequestId(), cursor(request), context, metrics,
                config.retryDelay(), client));
        return new GenerationCall(List.of(request.getRequestId()), List.of(watch));
    }

    private GenerationCall refused(GemstreamException refusal, String requestId, CallContext context, ResponseSink client) {
        Status status = FailureStatus.of(refusal, requestId, config.retryDelay());
        metrics.ended(context.method(), FailureStatus.outcome(status));
        client.fail(status);
        return new GenerationCall(List.of(), List.of());
    }

    private Generation generation(GenerateRequest request, CallContext context, ResponseSink sink) {
        boolean keyed = !request.getRequestId().isEmpty();
        String requestId = keyed ? request.getRequestId() : drawId();
        return new Generation(request, requestId, keyed, context,
                new ResponseStream(requestId, NO_TOKEN, context, metrics, config.retryDelay(), sink));
    }

    /** A generation that the call starts or joins. */
    private final class Generation implements GenerationCall.Part {

        private final GenerateRequest request;
        private final String requestId;
        private final boolean keyed;
        private final CallContext context;
        private final ResponseStream responses;

        Generation(GenerateRequest request, String requestId, boolean keyed, CallContext context, ResponseStream responses) {
            this.request = request;
            this.requestId = requestId;
            this.keyed = keyed;
            this.context = context;
            this.responses = responses;
        }

        String requestId() {
            return requestId;
        }

        @Override
        public void start() {
            try {
                String id = keyed ? RequestIds.ofClient(requestId) : requestId;
                OpenStream stream = bind(id, responses);
                generationStarter.start(new GenerationStarter.Request(request, id, keyed, context.tenant(),
                                context.deadline(), context.trace(), Optional.of(stream)))
                        .whenComplete((row, failure) -> answer(responses, row, failure));
            } catch (RuntimeException refused) {
                responses.fail(refused);
            }
        }

        @Override
        public void pump() {
            responses.pump();
        }

        @Override
        public void leave() {
            // A shutdown of ours is no wish of the client's.
            if (responses.cancelled() && !keyed && !lifecycle.stopping()) {
                control.cancel(requestId, context.cancelledOutcome().name());
            }
        }
    }

    /** A generation that is only looked at. */
    private final class Watch implements GenerationCall.Part {

        private final WatchRequest request;
        private final ResponseStream responses;

        Watch(WatchRequest request, ResponseStream responses) {
            this.request = request;
            this.responses = responses;
        }

        @Override
        public void start() {
            String requestId = request.getRequestId();
            try {
                lifecycle.requireRunning();
                if (cursor(request) < NO_TOKEN) {
                    throw Refusals.outOfRange(ErrorReason.INVALID_OPTION, "starting_after", "starting_after", cursor(request),
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

        @Override
        public void pump() {
            responses.pump();
        }

        @Override
        public void leave() {
            responses.cancelled();
        }
    }

    private static int cursor(WatchRequest request) {
        return request.hasStartingAfter() ? request.getStartingAfter() : NO_TOKEN;
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
