package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.backend.pjrt.api.DeviceMemoryException;
import io.gemstream.gemma.backend.pjrt.hlo.ModelSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {

    /** Gemma 2 2B keeps 26 layers * 2 * 4 heads * 256 numbers per token, of 2 bytes. */
    private static final long KV_BYTES = 106_496;

    private final ModelSpec model = Models.spec(Models.gemma2With2B(), 1, PjrtProfile.BF16);

    @Test
    void theCacheTakesWhatIsLeft() {
        MemoryPlan plan = MemoryPlan.of(model, options(0), OptionalLong.of(7L << 30));
        assertThat(plan.kvBytesPerToken()).isEqualTo(KV_BYTES);
        assertThat(plan.weightBytes()).isBetween(5_200_000_000L, 5_300_000_000L);
        long room = (7L << 30) * 15 / 16 - plan.weightBytes();
        assertThat(plan.kvTokens()).isEqualTo(room / KV_BYTES / 16 * 16);
    }

    @Test
    void theCacheIsNoLargerThanAllSlotsCanUse() {
        MemoryPlan plan = MemoryPlan.of(model, options(0), OptionalLong.of(80L << 30));
        assertThat(plan.kvTokens()).isEqualTo(4 * 8192);
    }

    @Test
    void withoutKnowledgeOfTheDeviceEverySlotGetsItsContext() {
        assertThat(MemoryPlan.of(model, options(0), OptionalLong.empty()).kvTokens()).isEqualTo(4 * 8192);
    }

    @Test
    void aCacheThatDoesNotFitIsRefusedWithWhatToChange() {
        assertThatThrownBy(() -> MemoryPlan.of(model, options(100_000), OptionalLong.of(10L << 30)))
                .isInstanceOf(DeviceMemoryException.class)
                .hasMessageStartingWith("device gpu:0: weights of 52")
                .hasMessageContaining("a KV cache of 100000 tokens (10649600000 bytes)")
                .hasMessageContaining("10737418240 bytes are available (lower the tokens of the KV cache or the slots");
    }

    @Test
    void weightsThatLeaveNoRoomAreRefused() {
        assertThatThrownBy(() -> MemoryPlan.of(model, options(0), OptionalLong.of(4L << 30)))
                .isInstanceOf(DeviceMemoryException.class)
                .hasMessageContaining("a KV cache of 0 tokens");
    }

    @Test
    void spreadOverDevicesEachHoldsItsShare() {
        ModelSpec half = Models.spec(Models.gemma2With2B(), 2, PjrtProfile.BF16);
        MemoryPlan plan = MemoryPlan.of(half, options(64), OptionalLong.empty());
        assertThat(plan.kvBytesPerToken()).isEqualTo(KV_BYTES / 2);
        assertThat(plan.weightBytes()).isBetween(2_600_000_000L, 2_650_000_000L);
    }

    private static PjrtOptions options(long kvCacheTokens) {
        return new PjrtOptions(
                new DeviceSpec.Gpu(0), 1, List.of(), Map.of(), Optional.empty(), 0.9, 4, 16, kvCacheTokens, 256,
                PjrtProfile.BF16, StepShapes.uniform(4));
    }
}
