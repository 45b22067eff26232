package io.gemstream.gateway.inference;

import com.google.rpc.Status;
import io.gemstream.gateway.call.CallContext;
import io.gemstream.gateway.call.GenerationCall;
import io.gemstream.gateway.grpc.StatusMapper;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.inference.InferParameter;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelInferResponse;
import io.gemstream.proto.inference.ModelStreamInferResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A ModelStreamInfer call. Its requests are answered at once and side by side; one that fails leaves the others alone, unless
 * the client wants a stream to end with its first error. It ends when the client has said that no more comes, and all are
 * answered. Thread-safe.
 */
final class InferStream implements StreamObserver<ModelInferRequest> {

    /** A parameter of answers that are errors: which of docs/errors.md. */
    static final String ERROR_REASON = "error_reason";

    private static final String FINAL = "triton_final_response";

    private final InferCalls calls;
    private final CallContext context;
    private final boolean endsWithError;
    private final ServerCallStreamObserver<ModelStreamInferResponse> client;
    private final Set<Request> open = ConcurrentHashMap.newKeySet();
    private boolean halfClosed;
    private boolean closed;

    /**
     * @param context of the call, whose requests have later arrivals
     * @param endsWithError whether an error ends the call as its status
     */
    InferStream(InferCalls calls, CallContext context, boolean endsWithError,
            ServerCallStreamObserver<ModelStreamInferResponse> client) {
        this.calls = calls;
        this.context = context;
        this.endsWithError = endsWithError;
        this.client = client;
        client.setOnReadyHandler(() -> open.forEach(Request::pump));
        client.setOnCancelHandler(this::leave);
    }

    @Override
    public void onNext(ModelInferRequest message) {
        Request request = new Request(message.getId());
        open.add(request);
        calls.open(message, new CallContext(context.method(), System.nanoTime(), context.tenant(), context.deadline(),
                context.trace()), request, true).ifPresent(request::begin);
    }

    @Override
    public void onError(Throwable left) {
        leave();
    }

    @Override
    public synchronized void onCompleted() {
        halfClosed = true;
        completeOnceAnswered();
    }

    private void leave() {
        open.forEach(Request::leave);
    }

    private synchronized void send(ModelStreamInferResponse.Builder response) {
        if (!closed) {
            client.onNext(response.build());
        }
    }

    private synchronized void end(Request request) {
        open.remove(request);
        completeOnceAnswered();
    }

    private void completeOnceAnswered() {
        if (halfClosed && open.isEmpty() && !closed) {
            closed = true;
            client.onCompleted();
        }
    }

    private synchronized void endWith(Status failure) {
        if (!closed) {
            closed = true;
            client.onError(StatusMapper.of(failure));
            // Not here: other requests hold locks of theirs while they wait for this one's.
            Thread.ofVirtual().name("gateway-leave-stream").start(this::leave);
        }
    }

    private static InferParameter isFinal(boolean last) {
        return InferParameter.newBuilder().setBoolParam(last).build();
    }

    /** One request of the stream. */
    private final class Request implements InferClient {

        private final String id;
        private volatile Optional<GenerationCall> call = Optional.empty();

        Request(String id) {
            this.id = id;
        }

        void begin(GenerationCall opened) {
            call = Optional.of(opened);
            opened.start();
        }

        void pump() {
            call.ifPresent(GenerationCall::pump);
        }

        void leave() {
            call.ifPresent(GenerationCall::leave);
        }

        @Override
        public boolean isReady() {
            return client.isReady();
        }

        @Override
        public void answer(ModelInferResponse.Builder answer, boolean last) {
            InferStream.this.send(ModelStreamInferResponse.newBuilder()
                    .setInferResponse(answer.putParameters(FINAL, isFinal(last))));
        }

        @Override
        public void end() {
            InferStream.this.end(this);
        }

        @Override
        public void fail(Status failure, boolean taken) {
            if (endsWithError) {
                endWith(failure);
                return;
            }
            ModelInferResponse.Builder answer = ModelInferResponse.newBuilder()
                    .setId(id)
                    .putParameters(FINAL, isFinal(true));
            call.stream().flatMap(begun -> begun.requestIds().stream()).findFirst().ifPresent(requestId ->
                    answer.putParameters(Answer.REQUEST_ID, Answer.text(requestId)));
            ErrorStatus.reason(failure).map(ErrorReason::name).ifPresent(reason ->
                    answer.putParameters(ERROR_REASON, Answer.text(reason)));
            InferStream.this.send(ModelStreamInferResponse.newBuilder()
                    .setErrorMessage(failure.getMessage())
                    .setInferResponse(answer));
            InferStream.this.end(this);
        }
    }
}
