package io.gemstream.gemma.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The blocks one sequence holds, in order of position. Those in front may be shared with other sequences: they are full
 * and never written again. Of a group with a window, those that nothing will see any more are gone.
 *
 * <pre>
 *   | named and perhaps shared | own, not named yet | room taken ahead |
 *   | gone (window) |
 *   0                        names              computed             blocks
 * </pre>
 */
public final class KvLease {

    private final KvCache cache;
    private final List<GroupBlocks> groups = new ArrayList<>(); // all of the same size
    private final List<PrefixName> names = new ArrayList<>(); // of the blocks in front
    private Optional<BlockTable> table = Optional.empty(); // made when asked for, void when blocks change

    KvLease(KvCache cache) {
        this.cache = cache;
        cache.groups().forEach(_ -> groups.add(new GroupBlocks()));
    }

    /** Blocks held, of all groups. */
    public int blocks() {
        return groups.stream().mapToInt(GroupBlocks::held).sum();
    }

    /**
     * Blocks that are lacking for a length, at most.
     *
     * @param chunk tokens that one step computes at most
     */
    public int lacking(int positions, int chunk) {
        int lacking = 0;
        for (int group = 0; group < groups.size(); group++) {
            int most = cache.groups().get(group).mostHeld(cache.blocksFor(positions), cache.blockTokens(), chunk);
            lacking += Math.max(0, most - groups.get(group).held());
        }
        return lacking;
    }

    /** The blocks held; the same table as long as they are. */
    public BlockTable table() {
        BlockTable current = table.orElseGet(() -> new BlockTable(
                cache.blockTokens(), groups.stream().map(GroupBlocks::toArray).toArray(int[][]::new)));
        table = Optional.of(current);
        return current;
    }

    /** Takes blocks until there is room for {@code positions}. All or nothing: false where too few are available. */
    public boolean grow(int positions) {
        int missing = cache.blocksFor(positions) - size();
        if ((long) missing * groups.size() > cache.available()) {
            return false;
        }
        for (int i = 0; i < missing; i++) {
            for (GroupBlocks blocks : groups) {
                blocks.append(cache.take().orElseThrow());
            }
            table = Optional.empty();
        }
        return true;
    }

    /**
     * Gives back what no query from a position on sees. Nothing before that position may be computed again, except by
     * a lease that begins anew; what is full has been kept.
     */
    public void trim(int position) {
        for (int group = 0; group < groups.size(); group++) {
            int first = cache.groups().get(group).firstVisible(position) / cache.blockTokens();
            if (groups.get(group).trim(Math.min(first, size()), cache)) {
                table = Optional.empty();
            }
        }
    }

    /**
     * Shares the blocks that hold the next tokens already, as many as follow each other. Of a group with a window those
     * are enough that a query after them sees; the others count as gone.
     *
     * @param tokens of the sequence
     * @param computed positions whose keys and values are there; {@link #keep} knows of them
     * @param limit positions that may come from others at most
     * @return positions whose keys and values are there now
     */
    public int adopt(int[] tokens, int computed, int limit) {
        if (nextName(tokens, computed, limit).isEmpty()) {
            return computed;
        }
        List<PrefixName> found = new PrefixSearch(cache, size()).find(lastName(), tokens, limit);
        if (found.isEmpty()) {
            return computed;
        }
        int end = computed + found.size() * cache.blockTokens();
        trim(end);
        for (int group = 0; group < groups.size(); group++) {
            share(group, found, cache.groups().get(group).firstVisible(end) / cache.blockTokens());
        }
        names.addAll(found);
        table = Optional.empty();
        return end;
    }

    /**
     * The name of the next block, which could be adopted if some block had it; empty where none could.
     *
     * @param tokens as for {@link #adopt}, as are the others
     */
    public Optional<PrefixName> nextName(int[] tokens, int computed, int limit) {
        int end = computed + cache.blockTokens();
        boolean atBoundary = size() == names.size() && computed == size() * cache.blockTokens();
        return cache.reuses() && atBoundary && end <= limit
                ? Optional.of(lastName().then(tokens, computed, end))
                : Optional.empty();
    }

    /** The names that the blocks not named yet will have once the first {@code computed} positions are computed. */
    public List<PrefixName> namesTo(int[] tokens, int computed) {
        List<PrefixName> coming = new ArrayList<>();
        PrefixName last = lastName();
        int blockTokens = cache.blockTokens();
        for (int block = names.size(); cache.reuses() && (block + 1) * blockTokens <= computed; block++) {
            last = last.then(tokens, block * blockTokens, (block + 1) * blockTokens);
            coming.add(last);
        }
        return coming;
    }

    /**
     * Lets others find the blocks that have become full. Where another block holds the same, that one is shared and the
     * own one given back: bit for bit the same numbers are in both.
     *
     * @param tokens of the sequence
     * @param computed positions whose keys and values are those of the first tokens, for good
     */
    public void keep(int[] tokens, int computed) {
        for (PrefixName coming : namesTo(tokens, computed)) {
            PrefixName name = cache.index().orElseThrow().known(coming);
            for (int group = 0; group < groups.size(); group++) {
                keep(group, name);
            }
            names.add(name);
        }
    }

    /** Gives all blocks back. The last first, since a block is of no use without those before it. */
    public void release() {
        for (int i = size() - 1; i >= 0; i--) {
            for (GroupBlocks blocks : groups) {
                if (blocks.holds(i)) {
                    cache.release(blocks.get(i));
                }
            }
        }
        groups.replaceAll(_ -> new GroupBlocks());
        names.clear();
        table = Optional.empty();
    }

    private void share(int group, List<PrefixName> found, int firstSeen) {
        GroupBlocks blocks = groups.get(group);
        for (PrefixName name : found) {
            if (blocks.size() < firstSeen) {
                blocks.skip();
            } else {
                int block = cache.index().orElseThrow().find(group, name).orElseThrow();
                cache.hold(block);
                blocks.append(block);
            }
        }
    }

    private void keep(int group, PrefixName name) {
        PrefixIndex index = cache.index().orElseThrow();
        GroupBlocks blocks = groups.get(group);
        int own = blocks.get(names.size());
        OptionalInt other = index.find(group, name);
        if (other.isEmpty()) {
            index.add(group, name, own);
        } else {
            cache.hold(other.getAsInt());
            cache.release(own);
            blocks.set(names.size(), other.getAsInt());
            table = Optional.empty();
        }
    }

    private int size() {
        return groups.getFirst().size();
    }

    private PrefixName lastName() {
        return names.isEmpty() ? PrefixName.ROOT : names.getLast();
    }
}
