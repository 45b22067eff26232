package io.gemstream.gateway.inference;

import com.google.rpc.Status;
import io.gemstream.gateway.call.GenerationCall;
import io.gemstream.gateway.call.ResponseSink;
import io.gemstream.proto.v1.GenerateResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One request being answered: events of its generations in, answers out, and its timeout. Thread-safe. */
final class InferCall implements ResponseSink {

    private final InferRequest request;
    private final Answer answer;
    private final InferClient client;
    private final CompletableFuture<Void> timer = new CompletableFuture<>();
    private boolean taken;
    private boolean ended;

    InferCall(InferRequest request, InferClient client) {
        this.request = request;
        this.answer = new Answer(request);
        this.client = client;
    }

    /**
     * Ends a call after a time, as gRPC clients do with a deadline of theirs: whoever would notice it may be away.
     *
     * @param expired the failure then
     */
    void endAfter(Duration most, GenerationCall call, Supplier<Status> expired) {
        timer.orTimeout(TimeUnit.MICROSECONDS.convert(most), TimeUnit.MICROSECONDS).whenComplete((_, late) -> {
            if (late != null) {
                fail(expired.get());
                call.leave();
            }
        });
    }

    @Override
    public boolean isReady() {
        return client.isReady();
    }

    @Override
    public synchronized void send(GenerateResponse event) {
        if (ended) {
            return;
        }
        // The first event says that it was.
        taken = true;
        answer.add(event);
        boolean whole = answer.isWhole();
        if (whole || request.steps() && isStep(event)) {
            client.answer(answer.take(), whole);
        }
    }

    @Override
    public synchronized void complete() {
        if (end()) {
            client.end();
        }
    }

    @Override
    public synchronized void fail(Status failure) {
        if (end()) {
            client.fail(failure, taken);
        }
    }

    private boolean end() {
        boolean first = !ended;
        ended = true;
        timer.complete(null);
        return first;
    }

    /** A prompt's scores, and that it was accepted, are none. */
    private static boolean isStep(GenerateResponse event) {
        return event.getTokens().getIdsCount() > 0 || event.hasFinished();
    }
}
