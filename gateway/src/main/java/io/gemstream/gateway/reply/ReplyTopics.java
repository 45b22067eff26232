package io.gemstream.gateway.reply;

import io.gemstream.gateway.reply.TopicLookup.Sighting;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.kafka.ReplyTopic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the topics that replies wait for: whether they can be written to, and since when they cannot. Only topics that
 * some reply waits for are known, and only those that are not in order are asked for. Thread-safe.
 */
final class ReplyTopics {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyTopics.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** Names in one question; those that are left are asked for the next time. */
    private static final int MOST_NAMES = 500;

    /** The decision about a reply, by the state of its topic. */
    sealed interface Verdict {
        /** It is written. */
        record Write() implements Verdict {}

        /** One answer of those that wait is written, to see whether the topic takes records again. */
        record Probe() implements Verdict {}

        /** It waits. */
        record Wait() implements Verdict {}

        /** It is given up. */
        record GiveUp(GemstreamException why) implements Verdict {}
    }

    /** The cause for which a topic takes no records, and its beginning. */
    private record Trouble(long sinceMs, boolean missing, String why) {}

    private static final class Entry {

        private boolean present;
        private boolean asked;
        private Optional<String> refused = Optional.empty();
        private Optional<Trouble> trouble = Optional.empty();
        private long nextMs;
        private int questions;
    }

    private final TopicLookup lookup;
    private final Duration grace;
    private final Duration patience;
    private final LongSupplier nowMs;
    private final Map<String, Entry> entries = new HashMap<>();

    /**
     * @param grace how long a topic may be missing
     * @param patience how long it may take no records for another reason
     * @param nowMs milliseconds since 1970
     */
    ReplyTopics(TopicLookup lookup, Duration grace, Duration patience, LongSupplier nowMs) {
        this.lookup = lookup;
        this.grace = grace;
        this.patience = patience;
        this.nowMs = nowMs;
    }

    /** Knows these topics and no others. */
    synchronized void retain(Set<String> topics) {
        entries.keySet().retainAll(topics);
        topics.forEach(topic -> entries.computeIfAbsent(topic, _ -> new Entry()));
    }

    /** Asks for the topics whose turn it is; completes when the answers are in. Never fails. */
    CompletionStage<Void> refresh() {
        Set<String> due = due();
        return due.isEmpty() ? CompletableFuture.completedFuture(null)
                : lookup.look(due).thenAccept(found -> found.forEach(this::seen));
    }

    /** @param askedMs when the answer was asked for, milliseconds since 1970 */
    synchronized Verdict verdict(String topic, long askedMs) {
        try {
            ReplyTopic.require(topic);
        } catch (GemstreamException impossible) {
            return new Verdict.GiveUp(impossible);
        }
        Entry entry = entries.get(topic);
        if (entry == null) {
            return new Verdict.Wait();
        }
        if (entry.refused.isPresent()) {
            return new Verdict.GiveUp(failure(topic, entry.refused.get()));
        }
        long now = nowMs.getAsLong();
        return entry.trouble
                .filter(trouble -> now - Math.max(trouble.sinceMs(), Math.min(now, askedMs)) >= most(trouble).toMillis())
                .<Verdict>map(trouble -> new Verdict.GiveUp(failure(topic, trouble.why())))
                .orElseGet(() -> !entry.present ? new Verdict.Wait()
                        : entry.trouble.isPresent() ? new Verdict.Probe() : new Verdict.Write());
    }

    /** A record was acknowledged. */
    synchronized void delivered(String topic) {
        Entry entry = entries.get(topic);
        if (entry != null && entry.present && entry.trouble.isPresent()) {
            LOG.info("topic {} takes answers again", topic);
            entry.trouble = Optional.empty();
            entry.questions = 0;
        }
    }

    /** A record was not written, for a reason that may pass. */
    synchronized void troubled(String topic, String why) {
        Entry entry = entries.get(topic);
        if (entry != null) {
            trouble(topic, entry, false, why);
            pause(entry);
        }
    }

    /** The failure of an answer. */
    static GemstreamException failure(String topic, String why) {
        return new GemstreamException(ErrorReason.REPLY_FAILED,
                "the answer could not be written to topic \"" + topic + "\": " + why, Map.of("topic", topic));
    }

    private synchronized Set<String> due() {
        long now = nowMs.getAsLong();
        Set<String> due = entries.entrySet().stream()
                .filter(entry -> !entry.getValue().present && !entry.getValue().asked && entry.getValue().nextMs <= now)
                .map(Map.Entry::getKey)
                .filter(ReplyTopic::possible)
                .limit(MOST_NAMES)
                .collect(Collectors.toSet());
        due.forEach(topic -> entries.get(topic).asked = true);
        return due;
    }

    private synchronized void seen(String topic, Sighting sighting) {
        Entry entry = entries.get(topic);
        if (entry == null) {
            return;
        }
        entry.asked = false;
        pause(entry);
        switch (sighting) {
            case Sighting.Present _ -> {
                entry.present = true;
                // Just made: nothing has failed there yet.
                entry.trouble = entry.trouble.filter(trouble -> !trouble.missing());
            }
            case Sighting.Leaderless(int partition) ->
                    trouble(topic, entry, false, "partition " + partition + " has no leader");
            case Sighting.Missing _ -> trouble(topic, entry, true, "it does not exist");
            case Sighting.Refused(String why) -> entry.refused = Optional.of(why);
            case Sighting.Unanswered(String why) -> {
                LOG.debug("no word of topic {}: {}", topic, why);
                // An outage of the cluster is nothing that its topics could be blamed for.
                entry.trouble = entry.trouble.map(trouble ->
                        new Trouble(nowMs.getAsLong(), trouble.missing(), trouble.why()));
            }
        }
    }

    /** One that lasts began when it began, whatever form it has taken since; a topic that is gone is another matter. */
    private void trouble(String topic, Entry entry, boolean missing, String why) {
        entry.present = false;
        long since = entry.trouble.filter(known -> known.missing() == missing).map(Trouble::sinceMs)
                .orElseGet(nowMs::getAsLong);
        if (entry.trouble.isEmpty()) {
            LOG.warn("topic {} takes no answers, those for it wait: {}", topic, why);
        }
        entry.trouble = Optional.of(new Trouble(since, missing, why));
    }

    private Duration most(Trouble trouble) {
        return trouble.missing() ? grace : patience;
    }

    private void pause(Entry entry) {
        long pause = FIRST_PAUSE.toMillis() << Math.min(entry.questions++, 8);
        entry.nextMs = nowMs.getAsLong() + Math.min(pause, LONGEST_PAUSE.toMillis());
    }
}
