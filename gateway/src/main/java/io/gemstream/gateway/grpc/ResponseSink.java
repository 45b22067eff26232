package io.gemstream.gateway.grpc;

import io.gemstream.proto.v1.GenerateResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;

/** Receives the responses of one {@link ResponseStream}. Must not block, and must not call the stream back. */
interface ResponseSink {

    /** Whether the client can take more. */
    boolean isReady();

    void send(GenerateResponse response);

    /** The generation ended well. */
    void complete();

    /** The generation, or its acceptance, failed. */
    void fail(StatusRuntimeException failure);

    /** The sink of a call that one generation answers. */
    static ResponseSink of(ServerCallStreamObserver<GenerateResponse> client) {
        return new ResponseSink() {
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
            public void fail(StatusRuntimeException failure) {
                client.onError(failure);
            }
        };
    }
}
