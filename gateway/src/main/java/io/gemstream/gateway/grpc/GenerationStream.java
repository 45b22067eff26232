package io.gemstream.gateway.grpc;

import io.gemstream.gateway.GatewayMetrics;
import io.gemstream.gateway.stream.StreamListener;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.Tokens;
import io.gemstream.proto.v1.TokensBody;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import java.time.Duration;

/**
 * A generation's log as the responses of its call. Holds what comes before the client was told that the request is
 * accepted; a record may overtake the acknowledgement.
 */
final class GenerationStream implements StreamListener {

    private final String requestId;
    private final CallContext call;
    private final GatewayMetrics metrics;
    private final Duration retryDelay;
    private final UnicastProcessor<GenerateResponse> responses = UnicastProcessor.create();
    private boolean started;
    private volatile String outcome = "UNKNOWN";

    GenerationStream(String requestId, CallContext call, GatewayMetrics metrics, Duration retryDelay) {
        this.requestId = requestId;
        this.call = call;
        this.metrics = metrics;
        this.retryDelay = retryDelay;
    }

    /** Tokens and the end, for one subscriber. */
    Multi<GenerateResponse> responses() {
        return responses;
    }

    /** The finish reason, once the stream has completed. */
    String outcome() {
        return outcome;
    }

    @Override
    public void event(Transcript.Event event) {
        switch (event) {
            case Transcript.Event.Tokens(TokensBody body) -> tokens(body);
            case Transcript.Event.Finished(FinishBody body) -> finished(body);
            case Transcript.Event.Started _, Transcript.Event.Counted _, Transcript.Event.Ignored _ -> { }
        }
    }

    @Override
    public void failed(GemstreamException failure) {
        responses.onError(failure);
    }

    private void tokens(TokensBody body) {
        if (!started && body.getIdsCount() > 0) {
            started = true;
            metrics.firstToken(call.sinceArrival());
        }
        metrics.tokens(body.getIdsCount());
        responses.onNext(GenerateResponse.newBuilder().setTokens(message(body)).build());
    }

    /** What a client is told of a record of tokens: all of it. */
    static Tokens message(TokensBody body) {
        Tokens.Builder tokens = Tokens.newBuilder()
                .setIndex(body.getIndex())
                .addAllIds(body.getIdsList())
                .setText(body.getText())
                .addAllLogprobs(body.getLogprobsList())
                .addAllTopLogprobs(body.getTopLogprobsList());
        if (body.hasPromptLogprobs()) {
            tokens.setPromptLogprobs(body.getPromptLogprobs());
        }
        return tokens.build();
    }

    private void finished(FinishBody body) {
        if (body.getReason() != FinishReason.STOP && body.getReason() != FinishReason.LENGTH) {
            responses.onError(StatusMapper.of(body, requestId, retryDelay));
            return;
        }
        outcome = body.getReason().name();
        responses.onNext(GenerateResponse.newBuilder().setFinished(Finished.newBuilder()
                        .setReason(body.getReason())
                        .setText(body.getText())
                        .setUsage(body.getUsage())
                        .setTiming(body.getTiming())
                        .setDevice(body.getDevice())
                        .setNumericProfile(body.getNumericProfile()))
                .build());
        responses.onComplete();
    }
}
