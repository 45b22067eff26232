package io.gemstream.gemma.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KvBlockPoolTest {

    private final KvBlockPool pool = new KvBlockPool(3, 16);

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @Test
    void takesFreeBlocksBeforeIdleOnesAndTheLongestIdleFirst() {
        assertThat(pool.take()).hasValue(0);
        assertThat(pool.take()).hasValue(1);
        pool.release(1, true);
        pool.release(0, true);

        assertThat(pool.take()).hasValue(2);
        assertThat(pool.take()).hasValue(1);
        assertThat(pool.take()).hasValue(0);
        assertThat(pool.take()).isEmpty();
    }

    @Test
    void usesABlockAgainWhoseContentIsNotKept() {
        pool.take();
        pool.take();
        pool.release(0, false);

        assertThat(pool.take()).hasValue(0);
    }

    @Test
    void keepsABlockUntilItsLastHolderHasGone() {
        pool.take();
        pool.hold(0);

        pool.release(0, true);
        assertThat(pool.available()).isEqualTo(2);
        pool.release(0, true);
        assertThat(pool.available()).isEqualTo(3);
        pool.hold(0);
        assertThat(pool.available()).isEqualTo(2);
        assertThat(pool.holders(0)).isEqualTo(1);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalStateException().isThrownBy(() -> pool.release(1, false)).withMessage("block 1 is not held");
        assertThatIllegalStateException().isThrownBy(() -> pool.hold(1)).withMessage("block 1 has no content");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KvBlockPool(0, 16))
                .withMessage("blocks: 0 (expected: >= 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KvBlockPool(4, 12))
                .withMessage("blockTokens: 12 (expected: a power of two)");
    }

    /** Holds and releases in any order: the counts add up, and no block has a holder it was not given to. */
    @ParameterizedTest
    @MethodSource("seeds")
    void countsAddUp(long seed) {
        Random random = new Random(seed);
        KvBlockPool large = new KvBlockPool(1 + random.nextInt(20), 4);
        List<Integer> holds = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int action = random.nextInt(3);
            if (action == 0) {
                OptionalInt taken = large.take();
                assertThat(taken.isEmpty()).isEqualTo(new HashSet<>(holds).size() == large.blocks());
                taken.ifPresent(block -> {
                    assertThat(holds).doesNotContain(block);
                    holds.add(block);
                });
            } else if (!holds.isEmpty() && action == 1) {
                large.release(holds.remove(random.nextInt(holds.size())), random.nextBoolean());
            } else if (!holds.isEmpty()) {
                int block = holds.get(random.nextInt(holds.size()));
                large.hold(block);
                holds.add(block);
            }
            assertThat(large.available()).isEqualTo(large.blocks() - new HashSet<>(holds).size());
            assertThat(large.idle()).isBetween(0, large.available());
            for (int block = 0; block < large.blocks(); block++) {
                int number = block;
                assertThat(large.holders(block)).isEqualTo((int) holds.stream().filter(held -> held == number).count());
            }
        }
    }
}
