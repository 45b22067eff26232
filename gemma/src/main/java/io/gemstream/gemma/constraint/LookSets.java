package io.gemstream.gemma.constraint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Interned sets of look-aheads under way. A look-ahead is twice its state, plus one if it is negative. */
final class LookSets {

    static final int EMPTY = 0;

    private final Map<List<Integer>, Integer> ids = new HashMap<>();
    private final List<List<Integer>> sets = new ArrayList<>();

    LookSets() {
        id(new TreeSet<>());
    }

    int id(TreeSet<Integer> set) {
        return ids.computeIfAbsent(List.copyOf(set), key -> {
            sets.add(key);
            return sets.size() - 1;
        });
    }

    List<Integer> get(int id) {
        return sets.get(id);
    }

    int with(int id, int look) {
        TreeSet<Integer> more = new TreeSet<>(sets.get(id));
        more.add(look);
        return id(more);
    }

    boolean isSubset(int part, int whole) {
        return part == EMPTY || part == whole || sets.get(whole).containsAll(sets.get(part));
    }
}
