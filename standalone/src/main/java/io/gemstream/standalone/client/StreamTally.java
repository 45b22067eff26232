package io.gemstream.standalone.client;

import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.GenerateResponse;
import java.util.Locale;
import java.util.Optional;

/** Counts and times one stream as its reader sees it. Fed with a clock in nanoseconds; not thread-safe. */
public final class StreamTally {

    private static final double SECOND_NS = 1e9;

    private final long startNs;
    private long firstTokenNs;
    private long lastTokenNs;
    private int firstBatch;
    private int tokens;
    private FinishReason reason = FinishReason.FINISH_REASON_UNSPECIFIED;

    /** A stream whose request is sent at {@code startNs}. */
    public StreamTally(long startNs) {
        this.startNs = startNs;
    }

    /** Takes the next event. */
    public void accept(GenerateResponse event, long nowNs) {
        switch (event.getEventCase()) {
            case TOKENS -> {
                int count = event.getTokens().getIdsCount();
                if (tokens == 0) {
                    firstTokenNs = nowNs;
                    firstBatch = count;
                }
                tokens += count;
                lastTokenNs = nowNs;
            }
            case FINISHED -> reason = event.getFinished().getReason();
            case ACCEPTED, EVENT_NOT_SET -> { }
        }
    }

    /** Seconds from the request to the first token. */
    public Optional<Double> secondsToFirstToken() {
        return tokens == 0 ? Optional.empty() : Optional.of((firstTokenNs - startNs) / SECOND_NS);
    }

    /** Tokens after the first event of tokens, over the time they took; empty where there are none. */
    public Optional<Double> tokensPerSecond() {
        double seconds = (lastTokenNs - firstTokenNs) / SECOND_NS;
        return tokens == firstBatch || seconds <= 0 ? Optional.empty() : Optional.of((tokens - firstBatch) / seconds);
    }

    /** One line, for example {@code 64 tokens, 31.2 tokens/s, first token after 0.12 s, finish: length}. */
    public String summary() {
        StringBuilder line = new StringBuilder(tokens == 1 ? "1 token" : tokens + " tokens");
        tokensPerSecond().ifPresent(rate -> line.append(String.format(Locale.ROOT, ", %.1f tokens/s", rate)));
        secondsToFirstToken().ifPresent(delay ->
                line.append(String.format(Locale.ROOT, ", first token after %.2f s", delay)));
        return line.append(", finish: ").append(reason.name().toLowerCase(Locale.ROOT)).toString();
    }
}
