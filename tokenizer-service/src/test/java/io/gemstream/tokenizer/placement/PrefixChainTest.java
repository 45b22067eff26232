package io.gemstream.tokenizer.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefixChainTest {

    @Test
    void promptsShareAsManyHashesAsWholeChunks() {
        Random random = new Random(1);
        for (int run = 0; run < 300; run++) {
            List<Integer> one = random.ints(64 + random.nextInt(1_000), 0, 256_000).boxed().toList();
            List<Integer> other = new ArrayList<>(one);
            int at = random.nextInt(one.size());
            other.set(at, one.get(at) + 1);
            long[] left = PrefixChain.of(one);
            long[] right = PrefixChain.of(other);
            long same = IntStream.range(0, left.length).filter(i -> left[i] == right[i]).count();
            assertThat(left).hasSize(one.size() / PrefixChain.CHUNK);
            assertThat(same).isEqualTo(Math.min(left.length, at / PrefixChain.CHUNK));
        }
    }

    @Test
    void theNumberOfHashesIsBounded() {
        assertThat(PrefixChain.of(IntStream.range(0, 100_000).boxed().toList())).hasSize(PrefixChain.MOST_CHUNKS);
        assertThat(PrefixChain.of(List.of(1, 2, 3))).isEmpty();
    }
}
