package io.gemstream.gemma.model;

import io.gemstream.gemma.format.JsonMetadata;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads which layers have a window: {@code layer_types}, or a pattern, or both if they agree. */
final class HfLayers {

    private static final String TYPES = "layer_types";
    private static final int MAX_PATTERN = 1024;

    private HfLayers() {}

    /** True for each layer that has a window. */
    static boolean[] local(JsonMetadata json, HfDefaults defaults, int count) {
        Optional<boolean[]> listed = json.texts(TYPES).map(types -> local(json, types, count));
        Optional<boolean[]> periodic = patternKey(json).map(key -> periodic(pattern(json, key), count));
        if (listed.isPresent() && periodic.isPresent() && !Arrays.equals(listed.get(), periodic.get())) {
            throw json.invalid(TYPES, "contradicts " + patternKey(json).orElseThrow());
        }
        boolean[] local = listed.or(() -> periodic).orElseGet(() -> periodic(defaults.windowPattern(), count));
        if (defaults.window() == 0) {
            for (boolean one : local) {
                if (one) {
                    throw json.invalid(TYPES, "sliding_attention (expected: full_attention in "
                            + defaults.architecture() + ")");
                }
            }
        }
        return local;
    }

    private static boolean[] local(JsonMetadata json, List<String> types, int count) {
        if (types.size() != count) {
            throw json.invalid(TYPES, types.size() + " entries (expected: " + count + ", one per layer)");
        }
        boolean[] local = new boolean[count];
        for (int i = 0; i < count; i++) {
            local[i] = switch (types.get(i)) {
                case "sliding_attention" -> true;
                case "full_attention" -> false;
                default -> throw json.invalid(
                        TYPES, types.get(i) + " (expected: sliding_attention or full_attention)");
            };
        }
        return local;
    }

    /** Transformers 4.53 put an underscore before the name. */
    private static Optional<String> patternKey(JsonMetadata json) {
        return List.of("sliding_window_pattern", "_sliding_window_pattern").stream().filter(json::has).findFirst();
    }

    private static int pattern(JsonMetadata json, String key) {
        long pattern = json.integer(key).orElseThrow(() -> json.missing(key));
        if (pattern < 1 || pattern > MAX_PATTERN) {
            throw json.invalid(key, pattern + " (expected: 1 to " + MAX_PATTERN + ")");
        }
        return (int) pattern;
    }

    private static boolean[] periodic(int pattern, int count) {
        boolean[] local = new boolean[count];
        for (int i = 0; i < count; i++) {
            local[i] = (i + 1) % pattern != 0;
        }
        return local;
    }
}
