package io.gemstream.client;

import io.gemstream.proto.v1.CancelRequest;
import io.gemstream.proto.v1.CancelResponse;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The gateways of one cluster, and the calls that a client makes to them.
 *
 * @param names of them, for messages
 * @param channels to them, in the order in which they are tried; at least one
 */
record Gateways(String names, List<Channel> channels) {

    /** For how long somebody who leaves waits for a gateway to hear of it. */
    static final Duration GOODBYE = Duration.ofSeconds(1);

    Gateways {
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("gateways: 0 (expected: >= 1)");
        }
        channels = List.copyOf(channels);
    }

    int count() {
        return channels.size();
    }

    /** The stream of a call, in the caller's context; reading it blocks. */
    Iterator<GenerateResponse> open(int gateway, StreamCall call, Deadline deadline) {
        Channel channel = channels.get(gateway);
        return switch (call) {
            case StreamCall.Generate(var request, _) ->
                    GenerationServiceGrpc.newBlockingStub(channel).withDeadline(deadline).generate(request);
            case StreamCall.Watch(var cursor) ->
                    OperationServiceGrpc.newBlockingStub(channel).withDeadline(deadline).watch(cursor);
        };
    }

    /** Sends the stream of a call to an observer; deadline and cancellation of the caller's context are not its own. */
    void open(int gateway, StreamCall call, Deadline deadline, StreamObserver<GenerateResponse> observer) {
        Channel channel = channels.get(gateway);
        Context.ROOT.run(() -> {
            switch (call) {
                case StreamCall.Generate(var request, _) ->
                        GenerationServiceGrpc.newStub(channel).withDeadline(deadline).generate(request, observer);
                case StreamCall.Watch(var cursor) ->
                        OperationServiceGrpc.newStub(channel).withDeadline(deadline).watch(cursor, observer);
            }
        });
    }

    /** Asks for the end of a generation, and waits for the answer, whatever it is. */
    void cancel(int gateway, String requestId) {
        Context.ROOT.run(() -> {
            try {
                OperationServiceGrpc.newBlockingStub(channels.get(gateway))
                        .withDeadlineAfter(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)
                        .cancel(cancelRequest(requestId));
            } catch (StatusRuntimeException unheard) {
                // Nothing left to do: the generation ends by itself, heard by nobody.
            }
        });
    }

    /** Asks for the end of a generation, and waits for nothing. */
    void cancelUnheard(int gateway, String requestId) {
        Context.ROOT.run(() -> OperationServiceGrpc.newStub(channels.get(gateway))
                .withDeadlineAfter(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)
                .cancel(cancelRequest(requestId), new Unheard()));
    }

    static CancelRequest cancelRequest(String requestId) {
        return CancelRequest.newBuilder().setRequestId(requestId).build();
    }

    private static final class Unheard implements StreamObserver<CancelResponse> {
        @Override
        public void onNext(CancelResponse response) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
