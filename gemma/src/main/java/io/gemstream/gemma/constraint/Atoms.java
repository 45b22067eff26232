package io.gemstream.gemma.constraint;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Cuts all code points into the coarsest partition of which each given set is a union. */
final class Atoms {

    private final List<CodePointSet> atoms;
    private final Map<CodePointSet, BitSet> members = new HashMap<>(); // per set: the atoms it is made of

    Atoms(Collection<CodePointSet> sets) {
        TreeSet<Integer> starts = new TreeSet<>();
        starts.add(0);
        for (CodePointSet set : sets) {
            for (int i = 0; i < set.ranges(); i++) {
                starts.add(set.first(i));
                starts.add(set.last(i) + 1);
            }
        }
        starts.remove(CodePointSet.MAX + 1);
        int[] first = starts.stream().mapToInt(Integer::intValue).toArray();
        BitSet[] users = new BitSet[first.length]; // per interval: which sets hold it
        Arrays.setAll(users, _ -> new BitSet());
        int index = 0;
        for (CodePointSet set : sets) {
            for (int i = 0; i < set.ranges(); i++) {
                int from = Arrays.binarySearch(first, set.first(i));
                for (int k = from; k < first.length && first[k] <= set.last(i); k++) {
                    users[k].set(index);
                }
            }
            index++;
        }
        Map<BitSet, IntStream.Builder> pairs = new LinkedHashMap<>();
        for (int k = 0; k < first.length; k++) {
            int last = k + 1 < first.length ? first[k + 1] - 1 : CodePointSet.MAX;
            pairs.computeIfAbsent(users[k], _ -> IntStream.builder()).add(first[k]).add(last);
        }
        this.atoms = pairs.values().stream().map(pair -> CodePointSet.of(pair.build().toArray())).toList();
        index = 0;
        for (CodePointSet set : sets) {
            BitSet of = new BitSet();
            int atom = 0;
            for (BitSet user : pairs.keySet()) {
                of.set(atom++, user.get(index));
            }
            members.put(set, of);
            index++;
        }
    }

    int count() {
        return atoms.size();
    }

    CodePointSet atom(int index) {
        return atoms.get(index);
    }

    /**
     * The atoms that a set is made of.
     *
     * @param set one of those the partition was made for
     */
    BitSet of(CodePointSet set) {
        return members.getOrDefault(set, new BitSet());
    }
}
