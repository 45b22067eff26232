package io.gemstream.gateway.grpc;

import io.gemstream.gateway.call.GenerationCall;
import io.gemstream.gateway.call.ResponseSink;
import io.gemstream.proto.v1.GenerateResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;

/** Binds streaming gRPC calls to calls of the gateway. */
final class StreamingCalls {

    private StreamingCalls() {}

    /** Opens a call for a client, on the thread that gRPC hands the client over on. */
    static void open(StreamObserver<GenerateResponse> observer, Function<ResponseSink, GenerationCall> calls) {
        ServerCallStreamObserver<GenerateResponse> client = (ServerCallStreamObserver<GenerateResponse>) observer;
        GenerationCall call = calls.apply(new ObserverSink(client));
        client.setOnCancelHandler(call::leave);
        client.setOnReadyHandler(call::pump);
        call.start();
    }
}
