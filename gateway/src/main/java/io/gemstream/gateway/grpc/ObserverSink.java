package io.gemstream.gateway.grpc;

import com.google.rpc.Status;
import io.gemstream.gateway.call.ResponseSink;
import io.gemstream.proto.v1.GenerateResponse;
import io.grpc.stub.ServerCallStreamObserver;

/** Sends the responses of a call to its gRPC client. */
record ObserverSink(ServerCallStreamObserver<GenerateResponse> client) implements ResponseSink {

    @Override
    public boolean isReady() {
        return client.isReady();
    }

    @Override
    public void send(GenerateResponse response) {
        client.onNext(response);
    }

    @Override
    public void complete() {
        client.onCompleted();
    }

    @Override
    public void fail(Status failure) {
        client.onError(StatusMapper.of(failure));
    }
}
