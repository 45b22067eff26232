package io.gemstream.gemma.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The blocks one sequence holds, in order of position. Those in front may be shared with other sequences: they are full
 * and never written again.
 *
 * <pre>
 *   | named and perhaps shared | own, not named yet | room taken ahead |
 *   0                        names              computed             blocks
 * </pre>
 */
public final class KvLease {

    private final KvCache cache;
    private final List<PrefixName> names = new ArrayList<>(); // of the blocks in front
    private int[] ids = new int[8]; // [>= size]
    private int size;
    private Optional<BlockTable> table = Optional.empty(); // made when asked for, void when blocks change

    KvLease(KvCache cache) {
        this.cache = cache;
    }

    /** Blocks held. */
    public int blocks() {
        return size;
    }

    /** The blocks held; the same table as long as they are. */
    public BlockTable table() {
        BlockTable current =
                table.orElseGet(() -> new BlockTable(cache.blockTokens(), Arrays.copyOf(ids, size)));
        table = Optional.of(current);
        return current;
    }

    /** Takes blocks until there is room for {@code positions}. All or nothing: false where too few are available. */
    public boolean grow(int positions) {
        int missing = cache.blocksFor(positions) - size;
        if (missing > cache.available()) {
            return false;
        }
        for (int i = 0; i < missing; i++) {
            append(cache.take().orElseThrow());
        }
        return true;
    }

    /**
     * Shares the blocks that hold the next tokens already, as many as follow each other.
     *
     * @param tokens of the sequence
     * @param computed positions whose keys and values are there; {@link #keep} knows of them
     * @param limit positions that may come from others at most
     * @return positions whose keys and values are there now
     */
    public int adopt(int[] tokens, int computed, int limit) {
        int blockTokens = cache.blockTokens();
        int position = computed;
        while (true) {
            Optional<PrefixName> next = nextName(tokens, position, limit);
            OptionalInt found = next.isEmpty() ? OptionalInt.empty() : cache.index().orElseThrow().find(next.get());
            if (found.isEmpty()) {
                return position;
            }
            cache.hold(found.getAsInt());
            append(found.getAsInt());
            names.add(cache.index().orElseThrow().nameOf(found.getAsInt()));
            position += blockTokens;
        }
    }

    /**
     * The name of the next block, which could be adopted if some block had it; empty where none could.
     *
     * @param tokens as for {@link #adopt}, as are the others
     */
    public Optional<PrefixName> nextName(int[] tokens, int computed, int limit) {
        int end = computed + cache.blockTokens();
        boolean atBoundary = size == names.size() && computed == size * cache.blockTokens();
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
        for (PrefixName name : namesTo(tokens, computed)) {
            PrefixIndex index = cache.index().orElseThrow();
            int own = ids[names.size()];
            OptionalInt other = index.find(name);
            if (other.isEmpty()) {
                index.add(name, own);
            } else {
                cache.hold(other.getAsInt());
                cache.release(own);
                ids[names.size()] = other.getAsInt();
                table = Optional.empty();
            }
            names.add(index.nameOf(ids[names.size()]));
        }
    }

    /** Gives all blocks back. The last first, since a block is of no use without those before it. */
    public void release() {
        for (int i = size - 1; i >= 0; i--) {
            cache.release(ids[i]);
        }
        size = 0;
        names.clear();
        table = Optional.empty();
    }

    private PrefixName lastName() {
        return names.isEmpty() ? PrefixName.ROOT : names.getLast();
    }

    private void append(int block) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
        }
        ids[size++] = block;
        table = Optional.empty();
    }
}
