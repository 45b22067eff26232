package io.gemstream.gateway;

import static org.awaitility.Awaitility.await;

import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.gemstream.proto.v1.WatchRequest;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client that asks for nothing before it is told to: its transport's window fills and the server must wait. */
final class SlowCall implements ClientResponseObserver<WatchRequest, GenerateResponse> {

    private final List<Integer> ids = new CopyOnWriteArrayList<>();
    private volatile boolean ended;
    private volatile boolean reading;
    private volatile ClientCallStreamObserver<WatchRequest> stream;

    static SlowCall watch(OperationServiceGrpc.OperationServiceStub stub, WatchRequest request) {
        SlowCall call = new SlowCall();
        stub.watch(request, call);
        return call;
    }

    int received() {
        return ids.size();
    }

    void readOn() {
        reading = true;
        stream.request(1);
    }

    List<Integer> awaitEnd(Duration patience) {
        await().atMost(patience).until(() -> ended);
        return ids;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> requestStream) {
        stream = requestStream;
        requestStream.disableAutoRequestWithInitial(0);
    }

    @Override
    public void onNext(GenerateResponse response) {
        ids.addAll(response.getTokens().getIdsList());
        if (reading) {
            stream.request(1);
        }
    }

    @Override
    public void onError(Throwable problem) {
        ended = true;
    }

    @Override
    public void onCompleted() {
        ended = true;
    }
}
