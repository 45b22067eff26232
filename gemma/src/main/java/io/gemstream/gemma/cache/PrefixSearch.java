package io.gemstream.gemma.cache;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds how much of a text is in the cache already. Used up by one search.
 *
 * <pre>
 *   global   [x][x][x][x][x][x][ ]      a hit may end after the sixth block, where a window of two blocks
 *   local    [ ][ ][x][ ][x][x][x]      is there too, or at the front
 * </pre>
 */
final class PrefixSearch {

    private final KvCache cache;
    private final int[] unbroken; // [groups], the block from which on all up to the latest are there
    private int block;

    /**
     * @param held blocks that the sequence has, of each group all that a query behind them sees
     */
    PrefixSearch(KvCache cache, int held) {
        this.cache = cache;
        this.unbroken = new int[cache.groups().size()];
        this.block = held;
    }

    /**
     * The names of the blocks that can be shared.
     *
     * @param before name of the last block held
     * @param limit positions that may come from others at most
     */
    List<PrefixName> find(PrefixName before, int[] tokens, int limit) {
        List<PrefixName> names = new ArrayList<>();
        int usable = 0;
        PrefixName last = before;
        int blockTokens = cache.blockTokens();
        for (; (block + 1) * blockTokens <= limit; block++) {
            last = cache.index().orElseThrow().known(last.then(tokens, block * blockTokens, (block + 1) * blockTokens));
            if (!extend(last)) {
                break;
            }
            names.add(last);
            if (suffices((block + 1) * blockTokens)) {
                usable = names.size();
            }
        }
        return names.subList(0, usable);
    }

    /** Whether all groups that see everything have the block. */
    private boolean extend(PrefixName name) {
        for (int group = 0; group < unbroken.length; group++) {
            if (cache.index().orElseThrow().find(group, name).isEmpty()) {
                if (cache.groups().get(group).window() == 0) {
                    return false;
                }
                unbroken[group] = block + 1;
            }
        }
        return true;
    }

    /** Whether a query at a position, the first of a block, finds all that it sees. */
    private boolean suffices(int position) {
        for (int group = 0; group < unbroken.length; group++) {
            if (unbroken[group] > cache.groups().get(group).firstVisible(position) / cache.blockTokens()) {
                return false;
            }
        }
        return true;
    }
}
