package io.gemstream.gateway.inference;

import com.google.rpc.Status;
import io.gemstream.gateway.grpc.StatusMapper;
import io.gemstream.proto.inference.ModelInferResponse;
import io.grpc.stub.StreamObserver;

/** The client of a ModelInfer call. */
record UnaryClient(StreamObserver<ModelInferResponse> client) implements InferClient {

    /** What comes is gathered here until it is whole. */
    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void answer(ModelInferResponse.Builder answer, boolean last) {
        client.onNext(answer.build());
    }

    @Override
    public void end() {
        client.onCompleted();
    }

    @Override
    public void fail(Status failure, boolean taken) {
        client.onError(StatusMapper.of(failure));
    }
}
