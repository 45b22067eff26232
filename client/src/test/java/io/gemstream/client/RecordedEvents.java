package io.gemstream.client;

import io.gemstream.proto.v1.GenerateResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** A subscriber that writes down what it is told, and requests what the test wants. */
final class RecordedEvents implements Flow.Subscriber<GenerateResponse> {

    /** In the order they came, ends included: {@code complete}, or the error's class and message. */
    final List<String> signals = new ArrayList<>();
    final List<Throwable> failures = new ArrayList<>();
    private final long atOnce;
    private final Consumer<RecordedEvents> onEvent;
    Flow.Subscription subscription = new Flow.Subscription() {
        @Override
        public void request(long events) {
            throw new AssertionError("onSubscribe comes first");
        }

        @Override
        public void cancel() {
            request(0);
        }
    };

    /**
     * @param atOnce requested when it subscribes, nothing where 0
     * @param onEvent called after each event
     */
    RecordedEvents(long atOnce, Consumer<RecordedEvents> onEvent) {
        this.atOnce = atOnce;
        this.onEvent = onEvent;
    }

    RecordedEvents(long atOnce) {
        this(atOnce, _ -> { });
    }

    /** One event for a test to compare. */
    static String line(GenerateResponse event) {
        return switch (event.getEventCase()) {
            case ACCEPTED -> "accepted";
            case TOKENS -> event.getTokens().hasPromptLogprobs()
                    ? "score " + event.getTokens().getPromptLogprobs().getFirst()
                    : Integer.toString(event.getTokens().getIndex());
            case FINISHED -> "finished";
            case EVENT_NOT_SET -> "nothing";
        };
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (atOnce != 0) {
            given.request(atOnce);
        }
    }

    @Override
    public void onNext(GenerateResponse event) {
        signals.add(line(event));
        onEvent.accept(this);
    }

    @Override
    public void onError(Throwable failure) {
        signals.add("error");
        failures.add(failure);
    }

    @Override
    public void onComplete() {
        signals.add("complete");
    }
}
