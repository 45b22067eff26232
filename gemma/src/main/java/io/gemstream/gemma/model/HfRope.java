package io.gemstream.gemma.model;

import io.gemstream.gemma.format.JsonMetadata;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Rotary settings of a {@code config.json}: old keys ({@code rope_theta}, {@code rope_local_base_freq},
 * {@code rope_scaling}), the newer {@code rope_parameters}, or both if they agree.
 *
 * @param globalBase base of layers that see everything
 * @param localBase base of layers with a window
 * @param globalScale divides the angles of layers that see everything
 * @param localScale divides the angles of layers with a window
 */
record HfRope(float globalBase, float localBase, float globalScale, float localScale) {

    private static final float LOCAL_BASE = 1e4f; // rope_local_base_freq, configuration_gemma3.py

    /** Base and scale of one kind of layer, either of which may be left open. */
    private record Setting(OptionalDouble base, OptionalDouble scale) {
        static final Setting OPEN = new Setting(OptionalDouble.empty(), OptionalDouble.empty());
    }

    static HfRope read(JsonMetadata json, HfDefaults defaults) {
        Optional<JsonMetadata> parameters = json.object("rope_parameters");
        Setting scaling = json.object("rope_scaling").map(HfRope::setting).orElse(Setting.OPEN);
        if (!defaults.localRope()) {
            Setting newer = parameters.map(HfRope::setting).orElse(Setting.OPEN);
            float base = agreed(json, "rope_theta", positive(json, "rope_theta"), newer.base(), defaults.ropeBase());
            float scale = agreed(json, "rope_scaling", scaling.scale(), newer.scale(), 1);
            return new HfRope(base, base, scale, scale);
        }
        Setting global = part(parameters, "full_attention");
        Setting local = part(parameters, "sliding_attention");
        return new HfRope(
                agreed(json, "rope_theta", positive(json, "rope_theta"), global.base(), defaults.ropeBase()),
                agreed(json, "rope_local_base_freq", positive(json, "rope_local_base_freq"), local.base(), LOCAL_BASE),
                agreed(json, "rope_scaling", scaling.scale(), global.scale(), 1),
                (float) local.scale().orElse(1));
    }

    private static Setting part(Optional<JsonMetadata> parameters, String kind) {
        return parameters.map(all -> setting(all.object(kind).orElseThrow(() -> all.missing(kind))))
                .orElse(Setting.OPEN);
    }

    private static Setting setting(JsonMetadata json) {
        String typeKey = json.has("rope_type") ? "rope_type" : "type";
        String type = json.text(typeKey).orElse("default");
        OptionalDouble scale = switch (type) {
            case "default" -> OptionalDouble.of(1);
            case "linear" -> {
                if (!json.has("factor")) {
                    throw json.missing("factor");
                }
                yield positive(json, "factor");
            }
            default -> throw json.invalid(typeKey, type + " (expected: default or linear)");
        };
        return new Setting(positive(json, "rope_theta"), scale);
    }

    private static OptionalDouble positive(JsonMetadata json, String key) {
        OptionalDouble value = json.real(key);
        if (value.isPresent() && !(value.getAsDouble() > 0 && value.getAsDouble() <= Float.MAX_VALUE)) {
            throw json.invalid(key, value.getAsDouble() + " (expected: > 0)");
        }
        return value;
    }

    private static float agreed(
            JsonMetadata json, String key, OptionalDouble older, OptionalDouble newer, float usual) {
        if (older.isPresent() && newer.isPresent() && older.getAsDouble() != newer.getAsDouble()) {
            throw json.invalid(key, older.getAsDouble() + " (expected: " + newer.getAsDouble()
                    + ", as in rope_parameters)");
        }
        return (float) older.orElse(newer.orElse(usual));
    }
}
