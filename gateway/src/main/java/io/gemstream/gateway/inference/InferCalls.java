package io.gemstream.gateway.inference;

import com.google.rpc.Status;
import io.gemstream.gateway.call.CallContext;
import io.gemstream.gateway.call.FailureStatus;
import io.gemstream.gateway.call.GenerationCall;
import io.gemstream.gateway.call.ResponseSink;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Refusals;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.v1.GenerateRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Makes calls of the gateway of inference requests. */
final class InferCalls {

    /** Whoever makes calls that generate: {@link io.gemstream.gateway.call.GenerationCalls}. */
    @FunctionalInterface
    interface Generations {

        GenerationCall generate(GenerateRequest request, CallContext context, ResponseSink client);
    }

    private final Generations generations;
    private final BiConsumer<String, String> ended;
    private final Duration retryDelay;

    /**
     * @param ended told the method and the reason of requests that are refused here
     * @param retryDelay told to clients where a retry makes sense
     */
    InferCalls(Generations generations, BiConsumer<String, String> ended, Duration retryDelay) {
        this.generations = generations;
        this.ended = ended;
        this.retryDelay = retryDelay;
    }

    /**
     * Opens a call for a request, which is yet to be started; a request that is refused fails at once, and has none.
     *
     * @param steps whether the client can take several answers
     */
    Optional<GenerationCall> open(ModelInferRequest message, CallContext context, InferClient client, boolean steps) {
        InferRequest request;
        try {
            request = InferRequest.of(message);
            if (request.steps() && !steps) {
                throw Refusals.outOfRange(ErrorReason.INVALID_OPTION, Input.STREAM.tensor(), "inputs." + Input.STREAM.tensor(),
                        true, "false; ModelStreamInfer and generate_stream have several answers");
            }
        } catch (GemstreamException refused) {
            Status failure = FailureStatus.of(refused, "", retryDelay);
            ended.accept(context.method(), FailureStatus.outcome(failure));
            client.fail(failure, false);
            return Optional.empty();
        }
        InferCall answers = new InferCall(request, client);
        GenerationCall call = generations.generate(request.generate(), limited(context, request.timeout()), answers);
        String requestId = call.requestIds().stream().findFirst().orElse("");
        request.timeout().ifPresent(most -> answers.endAfter(most, call, () -> FailureStatus.of(
                new GemstreamException(ErrorReason.DEADLINE_EXPIRED,
                        "timeout: " + TimeUnit.MICROSECONDS.convert(most) + " us have passed"), requestId, retryDelay)));
        return Optional.of(call);
    }

    private static CallContext limited(CallContext context, Optional<Duration> timeout) {
        long latest = timeout.map(most -> System.currentTimeMillis() + most.toMillis()).orElse(Long.MAX_VALUE);
        return latest >= context.deadline().epochMs() ? context : new CallContext(context.method(), context.arrivalNs(),
                context.tenant(), new Deadline(latest), context.trace());
    }
}
