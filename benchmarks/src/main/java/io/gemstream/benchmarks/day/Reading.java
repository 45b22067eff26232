package io.gemstream.benchmarks.day;

import io.gemstream.client.GemstreamClient;
import io.gemstream.gemma.tokenizer.StreamingDetokenizer;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One request as a good client asks it: it waits as long as a refusal says and a little more, and asks again, under the
 * same name. Every token is compared with what the engine must say. Times are milliseconds since 1970.
 */
final class Reading implements Flow.Subscriber<GenerateResponse> {

    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final Duration USUAL_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_TRIES = 1_000;

    private final Asked asked;
    private final GemstreamClient client;
    private final Tokenizer tokenizer;
    private final Waiting counts;
    private final CompletableFuture<Reading> end = new CompletableFuture<>();
    // Guarded by this.
    private final GenerateRequest request;
    private final List<Integer> expected;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, Integer> refusals = new TreeMap<>();
    private final List<Long> tokenTimesMs = new ArrayList<>();
    private Optional<String> failure = Optional.empty();
    private long beganMs;
    private long acceptedMs;
    private int next;
    private int repeated;
    private int different;
    private int lost;

    private Reading(Asked asked, GemstreamClient client, Tokenizer tokenizer, Waiting counts) {
        this.asked = asked;
        this.client = client;
        this.tokenizer = tokenizer;
        this.counts = counts;
        List<Integer> prompt = asked.prompt();
        this.request = asked.request(prompt);
        this.expected = SimulatedAnswer.of(prompt, Asked.MOST_TOKENS);
    }

    static Reading start(Asked asked, GemstreamClient client, Tokenizer tokenizer, Waiting counts) {
        Reading reading = new Reading(asked, client, tokenizer, counts);
        reading.beganMs = System.currentTimeMillis();
        client.publish(reading.request, LIMIT).subscribe(reading);
        return reading;
    }

    Asked asked() {
        return asked;
    }

    String requestId() {
        return request.getRequestId();
    }

    /** Completes when it has ended, well or not. */
    CompletableFuture<Reading> end() {
        return end;
    }

    synchronized int expectedTokens() {
        return expected.size();
    }

    /** When it was asked first. */
    synchronized long beganMs() {
        return beganMs;
    }

    /** When a gateway first said that it has it; 0 where none did. */
    synchronized long acceptedMs() {
        return acceptedMs;
    }

    /** When its tokens came, in order. */
    synchronized List<Long> tokenTimesMs() {
        return List.copyOf(tokenTimesMs);
    }

    /** How often it was refused, by reason. */
    synchronized Map<String, Integer> refusals() {
        return Map.copyOf(refusals);
    }

    /** Tokens that are missing; of one that has not ended all that did not come. */
    synchronized int lost() {
        return lost + expected.size() - Math.min(expected.size(), next);
    }

    synchronized int repeated() {
        return repeated;
    }

    /** Tokens that are not what the engine says; one for a wrong text or finish reason. */
    synchronized int different() {
        return different;
    }

    /** Why it ended badly; also where it was not what it should have been. */
    synchronized Optional<String> failure() {
        return failure.map(why -> requestId() + " after " + next + " of " + expected.size() + " tokens: " + why);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public synchronized void onNext(GenerateResponse event) {
        if (acceptedMs == 0) {
            acceptedMs = System.currentTimeMillis();
            counts.accepted(asked);
        }
        switch (event.getEventCase()) {
            case TOKENS -> take(event.getTokens());
            case FINISHED -> {
                text.append(event.getFinished().getText());
                FinishReason reason = expected.size() == Asked.MOST_TOKENS && asked.answerTokens() >= Asked.MOST_TOKENS
                        ? FinishReason.LENGTH : FinishReason.STOP;
                if (event.getFinished().getReason() != reason) {
                    different++;
                    note("finish reason " + event.getFinished().getReason());
                }
                if (!text.toString().equals(expectedText())) {
                    different++;
                    note("text");
                }
            }
            case ACCEPTED, EVENT_NOT_SET -> { }
        }
    }

    @Override
    public void onError(Throwable failed) {
        Duration pause;
        synchronized (this) {
            GemstreamException known = failed instanceof GemstreamException gemstream ? gemstream : null;
            String reason = known == null ? failed.toString() : known.reason().name();
            int times = refusals.merge(reason, 1, Integer::sum);
            counts.refused();
            if (known == null || !known.reason().retriable() || times > MOST_TRIES) {
                failure = Optional.of(failed.toString());
                pause = Duration.ZERO;
            } else {
                pause = known.retryAfter().orElse(USUAL_PAUSE);
            }
        }
        if (pause.isZero()) {
            ended();
        } else {
            long ms = pause.toMillis() + ThreadLocalRandom.current().nextLong(1 + pause.toMillis() / 4);
            CompletableFuture.delayedExecutor(ms, TimeUnit.MILLISECONDS).execute(this::again);
        }
    }

    @Override
    public void onComplete() {
        ended();
    }

    /** From its beginning where nobody has taken it, else from where it broke. */
    private void again() {
        boolean known;
        int last;
        synchronized (this) {
            known = acceptedMs != 0;
            last = next - 1;
        }
        (known ? client.publishWatch(requestId(), last, LIMIT) : client.publish(request, LIMIT)).subscribe(this);
    }

    private void take(Tokens tokens) {
        long now = System.currentTimeMillis();
        if (next == 0 && tokens.getIdsCount() > 0) {
            counts.begun(asked);
        }
        for (int i = 0; i < tokens.getIdsCount(); i++) {
            int index = tokens.getIndex() + i;
            if (index < next) {
                repeated++;
                note("token " + index + " again");
                continue;
            }
            if (index > next) {
                lost += index - next;
                note("token " + index + " after " + (next - 1));
            }
            if (index >= expected.size() || expected.get(index) != tokens.getIds(i)) {
                different++;
                note("token " + index + " is " + tokens.getIds(i));
            }
            next = index + 1;
            tokenTimesMs.add(now);
        }
        text.append(tokens.getText());
        counts.tokens(tokens.getIdsCount());
    }

    private void note(String what) {
        failure = failure.or(() -> Optional.of(what));
    }

    private String expectedText() {
        StreamingDetokenizer detokenizer = new StreamingDetokenizer(tokenizer);
        StringBuilder whole = new StringBuilder();
        expected.stream().filter(id -> id != SimulatedAnswer.END).forEach(id -> whole.append(detokenizer.push(id)));
        return whole.append(detokenizer.flush()).toString();
    }

    private void ended() {
        synchronized (this) {
            if (acceptedMs == 0) {
                counts.accepted(asked);
            }
            counts.ended(asked, next > 0);
        }
        end.complete(this);
    }
}
