package io.gemstream.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/**
 * What a reference implementation says {@link TinyModel} continues with; the resource names it.
 *
 * @param promptIds 48 ids, BOS first
 * @param greedyIds 32 ids
 */
record Golden(List<Integer> promptIds, List<Integer> greedyIds) {

    static Golden load() {
        Properties properties = new Properties();
        try (InputStream in = Golden.class.getResourceAsStream("/gemma2-tiny-greedy.properties")) {
            properties.load(in);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new Golden(ids(properties, "prompt_ids"), ids(properties, "greedy_ids"));
    }

    private static List<Integer> ids(Properties properties, String key) {
        return Arrays.stream(properties.getProperty(key).split(",")).map(Integer::valueOf).toList();
    }
}
