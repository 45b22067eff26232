package io.gemstream.gemma.cache;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Which block holds which tokens. A name has one block and a block one name at most. */
final class PrefixIndex {

    private final Map<PrefixName, Integer> blocks = new HashMap<>();
    private final PrefixName[] names; // [blocks], the root where a block has none

    PrefixIndex(int blocks) {
        this.names = new PrefixName[blocks];
        Arrays.fill(names, PrefixName.ROOT);
    }

    OptionalInt find(PrefixName name) {
        Integer block = blocks.get(name);
        return block == null ? OptionalInt.empty() : OptionalInt.of(block);
    }

    /** The name of a block that {@link #find} has given. */
    PrefixName nameOf(int block) {
        return names[block];
    }

    boolean knows(int block) {
        return names[block] != PrefixName.ROOT;
    }

    /** Names a block that has no name, with a name that has no block. */
    void add(PrefixName name, int block) {
        blocks.put(name, block);
        names[block] = name;
    }

    /** Forgets what is in a block, if it is known. */
    void forget(int block) {
        if (knows(block)) {
            blocks.remove(names[block]);
            names[block] = PrefixName.ROOT;
        }
    }
}
