package io.gemstream.gemma.constraint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Interns the rests of a regular expression that are left to match, as lists: a node, then the rest behind it. */
final class RegexRests {

    /** Nothing is left. */
    static final int NOTHING = 0;

    private final Map<Regex, Integer> nodeIds = new IdentityHashMap<>();
    private final Map<Key, Integer> ids = new HashMap<>();
    private final List<Rest> rests = new ArrayList<>();

    RegexRests() {
        rests.add(new Rest(new Regex.Seq(List.of()), 0, NOTHING));
    }

    /**
     * @param done how often a {@link Regex.Repeat} has been entered; no more than what still matters
     * @param tail id
     */
    record Rest(Regex node, int done, int tail) {}

    private record Key(int node, int done, int tail) {}

    Rest get(int id) {
        return rests.get(id);
    }

    /** The id of a node before the rest with id {@code tail}. */
    int push(Regex node, int done, int tail) {
        int nodeId = nodeIds.computeIfAbsent(node, _ -> nodeIds.size());
        return ids.computeIfAbsent(new Key(nodeId, done, tail), _ -> {
            rests.add(new Rest(node, done, tail));
            return rests.size() - 1;
        });
    }

    int push(Regex node, int tail) {
        return push(node, 0, tail);
    }
}
