package io.gemstream.testing.oracle;

import java.util.Arrays;
import java.util.List;

/**
 * A prompt and how Hugging Face transformers continues it, always with the likeliest token.
 *
 * @param promptIds 48 ids, BOS first
 * @param greedyIds 32 ids
 */
public record GreedyGolden(List<Integer> promptIds, List<Integer> greedyIds) {

    static GreedyGolden read(String name) {
        Golden golden = Golden.read(name);
        return new GreedyGolden(ids(golden, "input_ids"), ids(golden, "greedy_ids"));
    }

    private static List<Integer> ids(Golden golden, String name) {
        return Arrays.stream(golden.ints(name)).boxed().toList();
    }
}
