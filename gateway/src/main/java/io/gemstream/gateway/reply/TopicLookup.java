package io.gemstream.gateway.reply;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Asks the cluster whether topics exist and can be written to. */
@FunctionalInterface
interface TopicLookup {

    /** The state in which a topic was found. */
    sealed interface Sighting {
        /** It exists, and each of its partitions has a leader. */
        record Present() implements Sighting {}

        /** It exists; a partition has no leader now. */
        record Leaderless(int partition) implements Sighting {}

        /** It does not exist. */
        record Missing() implements Sighting {}

        /** The cluster will not have it: a name that cannot be, or one that we may not see. */
        record Refused(String why) implements Sighting {}

        /** The cluster did not say. */
        record Unanswered(String why) implements Sighting {}
    }

    /** Never fails and never blocks; says something of every topic. */
    CompletionStage<Map<String, Sighting>> look(Set<String> topics);
}
