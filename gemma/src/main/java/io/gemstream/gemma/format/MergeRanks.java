package io.gemstream.gemma.format;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Ranks pieces by the order in which merges make them. A tokenizers file lists a merge for every way to make a piece,
 * best piece first; SentencePiece gives each piece one score instead. The two agree as long as all merges of a piece
 * stand together.
 */
final class MergeRanks {

    private final Map<String, Integer> ranks = new HashMap<>();
    private final Set<String> scattered = new HashSet<>();
    private String last = "";
    private int merges;

    /** The next merge, by what it makes. */
    void add(String made) {
        merges++;
        if (made.equals(last)) {
            return;
        }
        last = made;
        if (ranks.putIfAbsent(made, ranks.size()) != null) {
            scattered.add(made);
        }
    }

    /** Merges seen so far. */
    int merges() {
        return merges;
    }

    /** Place among the pieces made, best first; -1 where no merge makes the piece. */
    int rank(String piece) {
        return ranks.getOrDefault(piece, -1);
    }

    /** Whether merges of the piece stand in several places, so that no score can stand for them. */
    boolean isScattered(String piece) {
        return scattered.contains(piece);
    }
}
