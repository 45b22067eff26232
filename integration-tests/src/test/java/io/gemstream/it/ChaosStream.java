package io.gemstream.it;

import io.gemstream.proto.v1.GenerateResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** One generation as one client read it, with the time of each message, and how it may have ended. Thread-safe. */
final class ChaosStream {

    /** How a reading ended. */
    enum Outcome {
        OPEN,
        WHOLE,
        CANCELLED,
        EXPIRED,
        FAILED
    }

    /** Silent for longer before a fault, a stream waited in the queue or for its own client. */
    private static final long RUNNING_NS = 1_000_000_000;

    private final String requestId;
    private final ChaosCase asked;
    private final TreeMap<Integer, Integer> byIndex = new TreeMap<>();
    private final StringBuilder text = new StringBuilder();
    private final List<Long> timesNs = new ArrayList<>();
    private final long openedNs = System.nanoTime();
    private Optional<Long> firstNs = Optional.empty();
    private int received;
    private Outcome outcome = Outcome.OPEN;
    private Optional<String> failure = Optional.empty();

    ChaosStream(String requestId, ChaosCase asked) {
        this.requestId = requestId;
        this.asked = asked;
    }

    synchronized void take(GenerateResponse event) {
        timesNs.add(System.nanoTime());
        switch (event.getEventCase()) {
            case TOKENS -> tokens(event.getTokens().getIndex(), event.getTokens().getIdsList(), event.getTokens().getText());
            case FINISHED -> {
                text.append(event.getFinished().getText());
                outcome = Outcome.WHOLE;
            }
            case ACCEPTED, EVENT_NOT_SET -> { }
        }
    }

    /** A whole answer at once, which some calls give. */
    synchronized void whole(List<Integer> ids, String wholeText) {
        tokens(0, ids, wholeText);
        outcome = Outcome.WHOLE;
        // When its first token came is not known.
        firstNs = Optional.empty();
    }

    synchronized void ended(Outcome how) {
        outcome = how;
    }

    synchronized void failed(Throwable why) {
        outcome = Outcome.FAILED;
        failure = Optional.of(requestId + " after " + received + " of " + expected().size() + " tokens: " + why);
    }

    synchronized int received() {
        return received;
    }

    synchronized Outcome outcome() {
        return outcome;
    }

    synchronized Optional<String> failure() {
        return failure;
    }

    /** Tokens that should have come: up to the end of a whole answer, up to the last one of another. */
    synchronized int lost() {
        int wanted = outcome == Outcome.WHOLE ? expected().size() : byIndex.isEmpty() ? 0 : byIndex.lastKey() + 1;
        return Math.max(0, wanted - byIndex.size());
    }

    synchronized int repeated() {
        return received - byIndex.size();
    }

    /** Tokens that are not those of an undisturbed run; one more where the ids agree and the text does not. */
    synchronized int different() {
        long ids = byIndex.entrySet().stream().filter(token -> token.getKey() >= expected().size()
                || !expected().get(token.getKey()).equals(token.getValue())).count();
        boolean otherText = outcome == Outcome.WHOLE && !text.toString().equals(asked.expected().text());
        return (int) ids + (ids == 0 && otherText ? 1 : 0);
    }

    /** From a moment at which tokens came to the next one after it; empty where none came at that time. */
    synchronized Optional<Long> silenceNs(long momentNs) {
        for (int i = 1; i < timesNs.size(); i++) {
            if (timesNs.get(i) > momentNs) {
                return momentNs - timesNs.get(i - 1) < RUNNING_NS && timesNs.get(i - 1) <= momentNs
                        ? Optional.of(timesNs.get(i) - momentNs) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** From a moment at which it waited for its first token, or a second before that, to that token. */
    synchronized Optional<Long> waitNs(long momentNs) {
        return firstNs.filter(first -> openedNs < momentNs + RUNNING_NS && first > momentNs)
                .map(first -> first - Math.max(momentNs, openedNs));
    }

    private void tokens(int index, List<Integer> ids, String words) {
        for (int i = 0; i < ids.size(); i++) {
            received++;
            byIndex.put(index + i, ids.get(i));
        }
        if (firstNs.isEmpty() && !ids.isEmpty()) {
            firstNs = Optional.of(System.nanoTime());
        }
        text.append(words);
    }

    private List<Integer> expected() {
        return asked.expected().ids();
    }
}
