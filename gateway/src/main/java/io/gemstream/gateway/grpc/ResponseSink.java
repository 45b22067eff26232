package io.gemstream.gateway.grpc;

import io.gemstream.proto.v1.GenerateResponse;
import io.grpc.stub.ServerCallStreamObserver;

/** Where the responses of one generation go: a call of its own, or a share of one. */
interface ResponseSink {

    /** Whether the client takes more without a buffer growing. */
    boolean isReady();

    void onNext(GenerateResponse response);

    void onError(Throwable failure);

    void onCompleted();

    /** A call for one generation. */
    static ResponseSink of(ServerCallStreamObserver<GenerateResponse> client) {
        return new ChoiceCall(client, 1, () -> { }).choice(0);
    }
}
