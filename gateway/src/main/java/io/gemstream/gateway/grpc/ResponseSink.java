package io.gemstream.gateway.grpc;

import io.gemstream.proto.v1.GenerateResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;

/** Where a feed's responses go. Must not block, and must not call the feed back. */
interface ResponseSink {

    /** Whether the client can take more. */
    boolean isReady();

    void send(GenerateResponse response);

    /** The generation ended well. */
    void complete();

    /** The generation, or its acceptance, failed. */
    void fail(StatusRuntimeException failure);

    /** A call of its own. */
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
