package io.gemstream.gemma.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.LayerConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Gemma's published shapes: how layers share blocks, and what a sequence takes of an f16 cache in blocks of 16. */
class LayerGroupsTest {

    private static final int CHUNK = 256;
    private static final long MIB = 1 << 20;

    /** Every second layer is local, with a window of 4096. */
    private static final GemmaConfig GEMMA2_2B = config(26, 8192, 4096, 2, 4, 256);
    /** Five local layers to a global one. */
    private static final GemmaConfig GEMMA3_1B = config(26, 32768, 512, 6, 1, 256);
    private static final GemmaConfig GEMMA3_4B = config(34, 131072, 1024, 6, 4, 256);
    private static final GemmaConfig GEMMA3_27B = config(62, 131072, 1024, 6, 16, 128);

    @Test
    void oneGroupOfEachKindWhereTheyAreEquallyFrequent() {
        LayerGroups groups = LayerGroups.of(GEMMA2_2B);

        assertThat(groups.groups()).containsExactly(BlockGroup.GLOBAL, new BlockGroup(4096));
        assertThat(groups.slots()).isEqualTo(13);
    }

    @Test
    void severalGroupsOfTheMoreFrequentKind() {
        LayerGroups groups = LayerGroups.of(GEMMA3_1B);

        assertThat(groups.slots()).isEqualTo(2);
        assertThat(groups.groups()).hasSize(2 + 11).startsWith(BlockGroup.GLOBAL, BlockGroup.GLOBAL);
        Set<List<Integer>> places = new HashSet<>();
        for (int layer = 0; layer < 26; layer++) {
            int group = groups.groupOf()[layer];
            assertThat(groups.groups().get(group).window()).isEqualTo(GEMMA3_1B.layers().get(layer).window());
            assertThat(groups.slotOf()[layer]).isBetween(0, 1);
            places.add(List.of(group, groups.slotOf()[layer]));
        }
        assertThat(places).hasSize(26);
    }

    @Test
    void hardlyASlotIsEmpty() {
        assertThat(LayerGroups.of(GEMMA3_4B).slots()).isEqualTo(5); // 5 and 29 layers: one empty
        assertThat(LayerGroups.of(GEMMA3_27B).slots()).isEqualTo(5); // 10 and 52 layers: three empty, not eight
    }

    @Test
    void aWindowThatNoTextFillsIsNone() {
        assertThat(LayerGroups.of(config(26, 4096, 4096, 2, 4, 256)).groups()).containsExactly(BlockGroup.GLOBAL);
    }

    /** Without other texts, what the local layers give back lets one be longer than the cache's size. */
    @Test
    void theLongestSequenceIsBoundedByTheGlobalLayers() {
        assertThat(LayerGroups.of(GEMMA3_1B).longest(GEMMA3_1B, 4096)).isEqualTo(4096 * 13 / 2);
        assertThat(LayerGroups.of(GEMMA3_1B).longest(GEMMA3_1B, 16384)).isEqualTo(32768);
        assertThat(LayerGroups.of(GEMMA2_2B).longest(GEMMA2_2B, 8192)).isEqualTo(8192);
    }

    /** The numbers of the decision record. */
    @Test
    void whatASequenceTakes() {
        assertThat(mebibytes(GEMMA2_2B, 8192)).containsExactly(832L, 637L);
        assertThat(mebibytes(GEMMA3_1B, 8192)).containsExactly(208L, 48L);
        assertThat(mebibytes(GEMMA3_1B, 32768)).containsExactly(832L, 144L);
        assertThat(mebibytes(GEMMA3_4B, 8192)).containsExactly(1088L, 311L);
        assertThat(mebibytes(GEMMA3_4B, 32768)).containsExactly(4352L, 791L);
        assertThat(mebibytes(GEMMA3_27B, 8192)).containsExactly(3968L, 1196L);
        assertThat(mebibytes(GEMMA3_27B, 32768)).containsExactly(15872L, 3116L);
    }

    /** With nothing given back, and as it is. */
    private static List<Long> mebibytes(GemmaConfig config, int positions) {
        CpuOptions options = CpuOptions.builder().threads(1).kvCacheTokens(positions).profile(NumericProfile.FAST)
                .kvFormat(KvFormat.F16).build();
        long all = positions * KvStorage.bytesPerToken(config, config.layers().size(), KvFormat.F16);
        return List.of(all / MIB, sequenceBytes(config, options, positions) / MIB);
    }

    /** Bytes of the KV cache that one sequence takes at most, in chunks of {@code CHUNK}. */
    private static long sequenceBytes(GemmaConfig config, CpuOptions options, int positions) {
        LayerGroups groups = LayerGroups.of(config);
        int blocks = Math.ceilDiv(positions, options.blockTokens());
        long held = groups.groups().stream()
                .mapToLong(group -> group.mostHeld(blocks, options.blockTokens(), CHUNK))
                .sum();
        return held * KvStorage.blockBytes(config, groups, options);
    }

    /** Every {@code period}th layer is global. */
    private static GemmaConfig config(int layers, int context, int window, int period, int kvHeads, int headDim) {
        List<LayerConfig> of = IntStream.range(0, layers)
                .mapToObj(i -> new LayerConfig((i + 1) % period == 0 ? 0 : window, 10_000, 1, 1, 0, true, false))
                .toList();
        return new GemmaConfig("test", "", context, 64, 64, kvHeads, kvHeads, headDim, 512, 1e-6f, 8, 0, of);
    }
}
