package io.gemstream.tokenizer.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PrefixMemoryTest {

    @Test
    void theLongestKnownBeginningDecides() {
        PrefixMemory memory = new PrefixMemory(10);
        memory.note(new long[] {1, 2, 3}, "a");
        memory.note(new long[] {1, 9}, "b");
        assertThat(memory.holder(new long[] {1, 2, 4}, _ -> true)).contains("a");
        assertThat(memory.holder(new long[] {1, 5}, _ -> true)).contains("b");
        assertThat(memory.holder(new long[] {7, 2}, _ -> true)).contains("a");
        assertThat(memory.holder(new long[] {7}, _ -> true)).isEmpty();
    }

    @Test
    void whoDoesNotQualifyIsPassedOver() {
        PrefixMemory memory = new PrefixMemory(10);
        memory.note(new long[] {1}, "b");
        memory.note(new long[] {2}, "a");
        assertThat(memory.holder(new long[] {1, 2}, "b"::equals)).contains("b");
    }

    @Test
    void neverKeepsMoreThanItMayAndDropsTheLeastUsed() {
        Random random = new Random(1);
        PrefixMemory memory = new PrefixMemory(100);
        for (int i = 0; i < 1_000; i++) {
            memory.note(random.longs(1 + random.nextInt(40)).toArray(), "w" + i);
            assertThat(memory.size()).isLessThanOrEqualTo(100);
        }
        memory.note(new long[] {42}, "kept");
        for (int i = 0; i < 1_000; i++) {
            memory.note(random.longs(10).toArray(), "w");
            assertThat(memory.holder(new long[] {42}, _ -> true)).contains("kept");
        }
    }
}
