package io.gemstream.gateway.grpc;

import io.gemstream.proto.v1.GenerateResponse;
import io.grpc.stub.ServerCallStreamObserver;

/**
 * One call that carries the responses of several generations, each marked with its choice. It completes when all of them
 * have; the first that fails ends it. Thread-safe: the observer of a call is not.
 */
final class ChoiceCall {

    private final ServerCallStreamObserver<GenerateResponse> client;
    private final Runnable onFailure;
    private int open;
    private boolean ended;

    /**
     * @param choices how many generations there are
     * @param onFailure ends the other generations; called once at most, on a thread of its own, since the one that
     *     failed still holds its lock
     */
    ChoiceCall(ServerCallStreamObserver<GenerateResponse> client, int choices, Runnable onFailure) {
        this.client = client;
        this.open = choices;
        this.onFailure = onFailure;
    }

    /** Where the responses of one generation go. */
    ResponseSink choice(int choice) {
        return new ResponseSink() {
            @Override
            public boolean isReady() {
                return client.isReady();
            }

            @Override
            public void onNext(GenerateResponse response) {
                send(choice == 0 ? response : response.toBuilder().setChoice(choice).build());
            }

            @Override
            public void onError(Throwable failure) {
                fail(failure);
            }

            @Override
            public void onCompleted() {
                complete();
            }
        };
    }

    private synchronized void send(GenerateResponse response) {
        if (!ended) {
            client.onNext(response);
        }
    }

    private synchronized void fail(Throwable failure) {
        if (!ended) {
            ended = true;
            client.onError(failure);
            Thread.ofVirtual().name("gemstream-choices").start(onFailure);
        }
    }

    private synchronized void complete() {
        open--;
        if (open == 0 && !ended) {
            ended = true;
            client.onCompleted();
        }
    }
}
