package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.cache.BlockTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A backend whose KV cache holds the token ids themselves. Logits are a function of the tokens read back through the
 * block table, so a wrong position, a block that two sequences share or a token computed twice changes what comes out.
 */
final class TokenMemoryBackend implements Backend {

    static final int VOCABULARY = 512;
    private static final int POISON = -1;

    /** What the model thinks after some tokens. */
    interface Model {
        /** Fills [vocabulary] logits after {@code seen}. */
        void logits(int[] seen, float[] row);
    }

    private final List<BlockGroup> groups;
    private final int blocks;
    private final int blockTokens;
    private final Model model;
    private final Consumer<StepPlan> beforeRun;
    private final int[] memory;
    private final List<StepPlan> plans = new ArrayList<>(); // read after the engine has closed

    TokenMemoryBackend(int blocks, int blockTokens, Model model, Consumer<StepPlan> beforeRun) {
        this(List.of(BlockGroup.GLOBAL), blocks, blockTokens, model, beforeRun);
    }

    /** With several groups: each remembers the tokens, and all have to agree on those that it sees. */
    TokenMemoryBackend(
            List<BlockGroup> groups, int blocks, int blockTokens, Model model, Consumer<StepPlan> beforeRun) {
        this.groups = groups;
        this.blocks = blocks;
        this.blockTokens = blockTokens;
        this.model = model;
        this.beforeRun = beforeRun;
        this.memory = new int[blocks * blockTokens];
    }

    /** Logits from a hash of all tokens seen: as good as random, and the same for the same tokens. */
    static void hash(int[] seen, float[] row) {
        long hash = 1125899906842597L;
        for (int token : seen) {
            hash = (hash ^ token) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        for (int id = 0; id < row.length; id++) {
            long mixed = (hash + id) * 0xBF58476D1CE4E5B9L;
            mixed = (mixed ^ mixed >>> 31) * 0x94D049BB133111EBL;
            row[id] = (mixed >>> 40) * 0x1p-21f - 4; // [-4, 4)
        }
    }

    /** A model that says {@code answer} after a prompt of {@code promptLength} tokens, then eos. */
    static Model saying(int promptLength, int... answer) {
        return (seen, row) -> {
            Arrays.fill(row, 0);
            int index = seen.length - promptLength;
            row[index < answer.length ? answer[index] : 1] = 20;
        };
    }

    List<StepPlan> plans() {
        return plans;
    }

    @Override
    public void run(StepPlan plan, float[][] logits) {
        plans.add(plan);
        beforeRun.accept(plan);
        assertThat(plan.slices()).isNotEmpty();
        assertThat(logits.length).isEqualTo(plan.slices().size());
        requireOneWriter(plan);
        for (int i = 0; i < logits.length; i++) {
            StepSlice slice = plan.slices().get(i);
            for (int group = 0; group < groups.size(); group++) {
                requireSeen(group, slice);
                for (int t = 0; t < slice.count(); t++) {
                    memory[row(slice.blocks(), group, slice.start() + t)] = slice.tokens()[slice.offset() + t];
                }
            }
            if (slice.wantsLogits()) {
                model.logits(recall(slice.blocks(), slice.start() + slice.count()), logits[i]);
            }
        }
    }

    /** Makes what is in a block worthless. */
    void poison(int block) {
        Arrays.fill(memory, block * blockTokens, (block + 1) * blockTokens, POISON);
    }

    /** What the first token sees in a group is the same in all of them; those after it see less of that. */
    private void requireSeen(int group, StepSlice slice) {
        for (int p = groups.get(group).firstVisible(slice.start()); p < slice.start(); p++) {
            assertThat(memory[row(slice.blocks(), group, p)])
                    .as("position %s in group %s, seen from %s", p, group, slice.start())
                    .isEqualTo(memory[row(slice.blocks(), groups.indexOf(BlockGroup.GLOBAL), p)]);
        }
    }

    private static int row(BlockTable table, int group, int position) {
        assertThat(table.block(group, position)).as("block of position %s", position).isNotEqualTo(BlockTable.GONE);
        return (int) table.row(group, position);
    }

    /** Sequences may share blocks, but not those that one of them writes to. */
    private static void requireOneWriter(StepPlan plan) {
        Map<Integer, BlockTable> writers = new HashMap<>();
        for (StepSlice slice : plan.slices()) {
            for (int position = slice.start(); position < slice.start() + slice.count(); position++) {
                for (int group = 0; group < slice.blocks().ids().length; group++) {
                    int block = slice.blocks().block(group, position);
                    assertThat(writers.putIfAbsent(block, slice.blocks())).isIn(null, slice.blocks());
                }
            }
        }
        for (StepSlice slice : plan.slices()) {
            Arrays.stream(slice.blocks().ids()).flatMapToInt(Arrays::stream).forEach(block ->
                    assertThat(writers.getOrDefault(block, slice.blocks())).isSameAs(slice.blocks()));
        }
    }

    /** All tokens; only a group that sees everything has them. */
    private int[] recall(BlockTable table, int length) {
        int[] seen = new int[length];
        for (int position = 0; position < length; position++) {
            seen[position] = memory[row(table, groups.indexOf(BlockGroup.GLOBAL), position)];
        }
        return seen;
    }

    @Override
    public String device() {
        return "memory";
    }

    @Override
    public String numericProfile() {
        return "exact";
    }

    @Override
    public int vocabularySize() {
        return VOCABULARY;
    }

    @Override
    public int blockTokens() {
        return blockTokens;
    }

    @Override
    public int blocks() {
        return blocks;
    }

    @Override
    public List<BlockGroup> groups() {
        return groups;
    }

    @Override
    public void close() {}
}
