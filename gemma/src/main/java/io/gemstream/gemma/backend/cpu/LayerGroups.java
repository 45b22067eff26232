package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.model.GemmaConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Assigns the layers of a model to groups that share KV blocks (ADR 19). Layers of one group have the same window, and
 * a block has a slot for each layer of a group. Groups are of one size, so that a block may serve any: the largest with
 * hardly a slot empty.
 *
 * <pre>
 *   Gemma 3, 34 layers:   L L L L L G L L L L L G L L L L L G L L L L L G L L L L L G L L L L
 *   7 groups, 5 slots:    [G G G G G]  [L L L L L] x 5  [L L L L -]
 * </pre>
 *
 * @param groups the groups; a block table has blocks of each; at most as many as there are layers
 * @param slots layers that a block has room for
 * @param groupOf group of each layer
 * @param slotOf place of each layer in its group's blocks
 */
record LayerGroups(List<BlockGroup> groups, int slots, int[] groupOf, int[] slotOf) {

    private static final int MOST_EMPTY = 20; // this part of the layers

    static LayerGroups of(GemmaConfig config) {
        Map<Integer, List<Integer>> layersOf = new TreeMap<>();
        for (int layer = 0; layer < config.layers().size(); layer++) {
            layersOf.computeIfAbsent(window(config, layer), _ -> new ArrayList<>()).add(layer);
        }
        int slots = slots(layersOf.values().stream().map(List::size).toList());
        List<BlockGroup> groups = new ArrayList<>();
        int[] groupOf = new int[config.layers().size()];
        int[] slotOf = new int[config.layers().size()];
        layersOf.forEach((window, layers) -> {
            for (int i = 0; i < layers.size(); i++) {
                if (i % slots == 0) {
                    groups.add(new BlockGroup(window));
                }
                groupOf[layers.get(i)] = groups.size() - 1;
                slotOf[layers.get(i)] = i % slots;
            }
        });
        return new LayerGroups(List.copyOf(groups), slots, groupOf, slotOf);
    }

    /** Fewer and larger groups make shorter tables; empty slots cost memory. */
    private static int slots(List<Integer> kinds) {
        int layers = kinds.stream().mapToInt(kind -> kind).sum();
        int slots = Collections.min(kinds);
        while (padded(kinds, slots) - layers > layers / MOST_EMPTY) {
            slots--;
        }
        return slots;
    }

    private static int padded(List<Integer> kinds, int slots) {
        return kinds.stream().mapToInt(kind -> Math.ceilDiv(kind, slots) * slots).sum();
    }

    /** A window that no text fills is none. */
    private static int window(GemmaConfig config, int layer) {
        int window = config.layers().get(layer).window();
        return window < config.contextLength() ? window : 0;
    }

    /** Positions that one sequence may have at most where the blocks hold {@code positions} without any window. */
    int longest(GemmaConfig config, int positions) {
        long global = groups.stream().filter(group -> group.window() == 0).count();
        long fit = global == 0 ? Integer.MAX_VALUE : (long) positions * groups.size() / global;
        return (int) Math.min(fit, Math.max(positions, config.contextLength()));
    }
}
