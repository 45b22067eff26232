package io.gemstream.gemma.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.testing.oracle.Golden;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attention in machine code, and without it where an instruction set has none: the same bits, in all formats. */
class KvStorageTest {

    private static final int POSITIONS = 43;

    @ParameterizedTest
    @EnumSource
    void bothKindsGiveTheSameBits(KvFormat format) {
        Assumptions.assumeTrue(
                InstructionSet.best().filter(InstructionSet::hasAttention).isPresent(),
                "there are no kernels of attention for this machine");
        CpuOptions options = CpuOptions.builder().threads(1).kvCacheTokens(64).profile(NumericProfile.FAST)
                .kvFormat(format).build();
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                KvStorage mapped = MappedKvStorage.create(model.config(), options);
                KvStorage arrays = ArrayKvStorage.create(model.config(), options)) {
            GemmaConfig config = model.config();
            for (int first : new int[] {0, 5}) {
                AttentionPart expected = attend(config, options, mapped, first);
                AttentionPart actual = attend(config, options, arrays, first);
                assertThat(actual.largest()).isEqualTo(expected.largest());
                assertThat(actual.sum()).isEqualTo(expected.sum());
                assertThat(actual.weighted()).isEqualTo(expected.weighted());
            }
        }
    }

    private static AttentionPart attend(GemmaConfig config, CpuOptions options, KvStorage storage, int first) {
        int groups = LayerGroups.of(config).groups().size();
        int[][] blocks = new int[groups][Math.ceilDiv(POSITIONS, options.blockTokens())];
        for (int group = 0; group < groups; group++) {
            for (int i = 0; i < blocks[group].length; i++) {
                blocks[group][i] = i * groups + group;
            }
        }
        BlockTable table = new BlockTable(options.blockTokens(), blocks);
        Random random = new Random(1);
        for (int position = 0; position < POSITIONS; position++) {
            storage.require(table, position);
            storage.store(0, 0, table, position, random(random, config.kvWidth()), random(random, config.kvWidth()));
        }
        ThreadScratch scratch = ThreadScratch.create(config, options);
        AttentionPart part = AttentionPart.create(config, 1)[0];
        storage.span(RowFunctions.ofJava(), 0)
                .attend(scratch, random(random, config.queryWidth()), 1, table, first, POSITIONS - 1, part);
        return part;
    }

    private static float[] random(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
