package io.gemstream.service.models;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Assigns each affinity topic to the worker that reads it (ADR 18). Everyone who sees the same workers comes to the
 * same result: a topic goes to the worker that scores highest for it (rendezvous hashing, Thaler and Ravishankar 1998),
 * of those that have not got their share yet, which is the number of topics over the number of workers, rounded up.
 * Without that limit a worker would often read half of eight topics, and another none.
 *
 * <p>Every topic that a worker knows has a reader, as long as a worker lives.
 */
public final class AffinityAssignment {

    private final List<Optional<String>> byTopic;

    private AffinityAssignment(List<Optional<String>> byTopic) {
        this.byTopic = byTopic;
    }

    /** @param topics how many affinity topics each live worker knows, by worker id */
    public static AffinityAssignment among(Map<String, Integer> topics) {
        int most = topics.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        long readers = topics.values().stream().filter(known -> known > 0).count();
        Map<String, Integer> given = new HashMap<>();
        List<Optional<String>> byTopic = new ArrayList<>();
        for (int topic = 0; topic < most; topic++) {
            int number = topic;
            List<String> ranked = topics.entrySet().stream()
                    .filter(worker -> worker.getValue() > number)
                    .map(Map.Entry::getKey)
                    .sorted(Comparator.comparingLong((String worker) -> score(number, worker)).reversed()
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
            Optional<String> reader = ranked.stream()
                    .filter(worker -> given.getOrDefault(worker, 0) < (most + readers - 1) / readers)
                    .findFirst()
                    .or(() -> ranked.stream().findFirst());
            reader.ifPresent(worker -> given.merge(worker, 1, Integer::sum));
            byTopic.add(reader);
        }
        return new AffinityAssignment(Collections.unmodifiableList(byTopic));
    }

    /** The worker that reads a topic; empty where none knows it. */
    public Optional<String> reader(int topic) {
        return topic < byTopic.size() ? byTopic.get(topic) : Optional.empty();
    }

    /** The topics that a worker reads, in order. */
    public List<Integer> of(String worker) {
        List<Integer> its = new ArrayList<>();
        for (int topic = 0; topic < byTopic.size(); topic++) {
            if (byTopic.get(topic).equals(Optional.of(worker))) {
                its.add(topic);
            }
        }
        return its;
    }

    /** FNV-1a of the name and the number, then the finalizer of SplitMix64, so that close numbers score far apart. */
    private static long score(int topic, String worker) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < worker.length(); i++) {
            hash = (hash ^ worker.charAt(i)) * 0x100000001b3L;
        }
        hash += (topic + 1) * 0x9e3779b97f4a7c15L;
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
