package io.gemstream.gateway.call;

import com.google.rpc.Status;
import io.gemstream.proto.v1.GenerateResponse;

/**
 * Answers one call with several generations, each as a choice. The call completes with the last of them; one that fails
 * ends the call, and with it the others. Thread-safe.
 */
final class MultiChoiceCall {

    private final ResponseSink client;
    private final Runnable onFailure;
    private int open;
    private boolean ended;

    /** @param onFailure called once, elsewhere: to end the generations that are still open */
    MultiChoiceCall(ResponseSink client, int choices, Runnable onFailure) {
        this.client = client;
        this.onFailure = onFailure;
        this.open = choices;
    }

    /** The sink of one choice. */
    ResponseSink choice(int choice) {
        return new ResponseSink() {
            @Override
            public boolean isReady() {
                return client.isReady();
            }

            @Override
            public void send(GenerateResponse response) {
                MultiChoiceCall.this.send(response.toBuilder().setChoice(choice).build());
            }

            @Override
            public void complete() {
                MultiChoiceCall.this.complete();
            }

            @Override
            public void fail(Status failure) {
                MultiChoiceCall.this.fail(failure);
            }
        };
    }

    private synchronized void send(GenerateResponse response) {
        if (!ended) {
            client.send(response);
        }
    }

    private synchronized void complete() {
        open--;
        if (open == 0 && !ended) {
            ended = true;
            client.complete();
        }
    }

    private synchronized void fail(Status failure) {
        if (!ended) {
            ended = true;
            client.fail(failure);
            // Not here: the one that failed holds its own lock, and the others will want theirs.
            Thread.ofVirtual().name("gateway-cancel-choices").start(onFailure);
        }
    }
}
