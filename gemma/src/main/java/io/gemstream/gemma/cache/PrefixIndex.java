package io.gemstream.gemma.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Finds the block that holds given tokens, by the name of the prefix that they end. A name has one block of each group
 * at most, and a block one name.
 */
final class PrefixIndex {

    private final List<Map<PrefixName, Integer>> blocks = new ArrayList<>(); // of each group
    private final PrefixName[] names; // [blocks], the root where a block has none
    private final int[] groups; // [blocks], of those that have a name

    PrefixIndex(int groups, int blocks) {
        for (int group = 0; group < groups; group++) {
            this.blocks.add(new HashMap<>());
        }
        this.names = new PrefixName[blocks];
        this.groups = new int[blocks];
        Arrays.fill(names, PrefixName.ROOT);
    }

    OptionalInt find(int group, PrefixName name) {
        Integer block = blocks.get(group).get(name);
        return block == null ? OptionalInt.empty() : OptionalInt.of(block);
    }

    /** The name equal to this one that a block has, or this one: equal names are told faster where they are the same. */
    PrefixName known(PrefixName name) {
        for (int group = 0; group < blocks.size(); group++) {
            OptionalInt block = find(group, name);
            if (block.isPresent()) {
                return names[block.getAsInt()];
            }
        }
        return name;
    }

    boolean knows(int block) {
        return names[block] != PrefixName.ROOT;
    }

    /** Names a block that has no name, with a name that has no block of the group. */
    void add(int group, PrefixName name, int block) {
        blocks.get(group).put(name, block);
        names[block] = name;
        groups[block] = group;
    }

    /** Forgets what is in a block, if it is known. */
    void forget(int block) {
        if (knows(block)) {
            blocks.get(groups[block]).remove(names[block]);
            names[block] = PrefixName.ROOT;
        }
    }
}
