package io.gemstream.it;

import io.gemstream.proto.inference.GRPCInferenceServiceGrpc;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelStreamInferResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An open ModelStreamInfer call. */
final class InferStreamCall implements ClientResponseObserver<ModelInferRequest, ModelStreamInferResponse> {

    /** An answer, a failure, or the end. */
    private record Event(Optional<ModelStreamInferResponse> answer, Optional<Throwable> failure) {}

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile ClientCallStreamObserver<ModelInferRequest> requests;

    private InferStreamCall() {}

    static InferStreamCall open(Channel gateway, CallOptions options) {
        InferStreamCall call = new InferStreamCall();
        ClientCalls.asyncBidiStreamingCall(
                gateway.newCall(GRPCInferenceServiceGrpc.getModelStreamInferMethod(), options), call);
        return call;
    }

    void ask(ModelInferRequest request) {
        requests.onNext(request);
    }

    /** Says that no further request comes. */
    void halfClose() {
        requests.onCompleted();
    }

    void cancel() {
        requests.cancel("the test cancels", null);
    }

    /** The next answer, or empty at the end; a call that failed throws its failure. */
    Optional<ModelStreamInferResponse> next(Duration limit) {
        try {
            Event event = events.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (event == null) {
                throw new AssertionError("nothing within " + limit);
            }
            if (event.failure().isPresent()) {
                throw event.failure().get() instanceof RuntimeException failure
                        ? failure : new CompletionException(event.failure().get());
            }
            return event.answer();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** All answers up to the end. */
    List<ModelStreamInferResponse> rest(Duration limit) {
        List<ModelStreamInferResponse> answers = new ArrayList<>();
        for (var answer = next(limit); answer.isPresent(); answer = next(limit)) {
            answers.add(answer.get());
        }
        return answers;
    }

    /** Whether an answer is the last to its request. */
    static boolean isFinal(ModelStreamInferResponse answer) {
        return answer.getInferResponse().getParametersMap().get("triton_final_response").getBoolParam();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ModelInferRequest> stream) {
        requests = stream;
    }

    @Override
    public void onNext(ModelStreamInferResponse answer) {
        events.add(new Event(Optional.of(answer), Optional.empty()));
    }

    @Override
    public void onError(Throwable failure) {
        events.add(new Event(Optional.empty(), Optional.of(failure)));
    }

    @Override
    public void onCompleted() {
        events.add(new Event(Optional.empty(), Optional.empty()));
    }
}
