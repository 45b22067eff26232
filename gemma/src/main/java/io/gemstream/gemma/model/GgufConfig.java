package io.gemstream.gemma.model;

import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.GgufMetadata;
import java.util.ArrayList;
import java.util.List;

/** Reads a {@link GemmaConfig} from the metadata of a GGUF file; what a key leaves open is decided here. */
final class GgufConfig {

    private static final int MAX_SIZE = 1 << 24;
    private static final int MAX_LAYERS = 1024;

    private final GgufMetadata metadata;
    private final String architecture;

    private GgufConfig(GgufMetadata metadata, String architecture) {
        this.metadata = metadata;
        this.architecture = architecture;
    }

    static GemmaConfig read(GgufFile file) {
        GgufMetadata metadata = file.metadata();
        String architecture = metadata.requireText("general.architecture");
        return switch (architecture) {
            case "gemma", "gemma2", "gemma3" -> new GgufConfig(metadata, architecture).config();
            default -> throw metadata.invalid(
                    "general.architecture", architecture + " (expected: gemma, gemma2 or gemma3)");
        };
    }

    private GemmaConfig config() {
        int hidden = size("embedding_length");
        int heads = size("attention.head_count");
        int kvHeads = metadata.has(key("attention.head_count_kv")) ? size("attention.head_count_kv") : heads;
        int headDim = size("attention.key_length");
        if (heads % kvHeads != 0) {
            throw metadata.invalid(key("attention.head_count_kv"), kvHeads + " (expected: a divisor of " + heads + ")");
        }
        if ((long) heads * headDim > MAX_SIZE) {
            throw metadata.invalid(key("attention.head_count"), heads + " heads of " + headDim);
        }
        if (headDim % 2 != 0) {
            throw metadata.invalid(key("attention.key_length"), headDim + " (expected: an even number)");
        }
        if (metadata.has(key("attention.value_length")) && size("attention.value_length") != headDim) {
            throw metadata.invalid(
                    key("attention.value_length"), size("attention.value_length") + " (expected: " + headDim + ")");
        }
        int layerCount = metadata.requireInt(key("block_count"), 1, MAX_LAYERS);
        return new GemmaConfig(
                architecture,
                metadata.text("general.name").orElse(""),
                metadata.requireInt(key("context_length"), 1, Integer.MAX_VALUE),
                hidden,
                size("feed_forward_length"),
                heads,
                kvHeads,
                headDim,
                vocabularySize(),
                positive("attention.layer_norm_rms_epsilon"),
                (float) Math.sqrt(hidden),
                softcap("final_logit_softcapping", architecture.equals("gemma2") ? 30 : 0),
                layers(layerCount, queryScale(layerCount, hidden, heads, headDim)));
    }

    private List<LayerConfig> layers(int count, float queryScale) {
        boolean[] local = localLayers(count);
        boolean postNorms = !architecture.equals("gemma");
        boolean queryKeyNorm = architecture.equals("gemma3");
        float softcap = softcap("attn_logit_softcapping", architecture.equals("gemma2") ? 50 : 0);
        float globalBase = positive("rope.freq_base", queryKeyNorm ? 1e6f : 1e4f);
        float localBase = queryKeyNorm ? localRopeBase() : globalBase;
        float globalScale = ropeScale();
        int window = window();
        List<LayerConfig> layers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // Gemma 3 stretches the global layers only: google/gemma_pytorch gemma/config.py, rope_scaling_factor.
            layers.add(local[i]
                    ? new LayerConfig(
                            window, localBase, queryKeyNorm ? 1 : globalScale, queryScale, softcap, postNorms,
                            queryKeyNorm)
                    : new LayerConfig(0, globalBase, globalScale, queryScale, softcap, postNorms, queryKeyNorm));
        }
        return layers;
    }

    /** Gemma 2: even layers; Gemma 3: all but every sixth, or as the file says; Gemma 1: none. */
    private boolean[] localLayers(int count) {
        boolean[] local = new boolean[count];
        if (architecture.equals("gemma")) {
            return local;
        }
        String patternKey = key("attention.sliding_window_pattern");
        if (metadata.isArray(patternKey)) {
            boolean[] stored = metadata.bools(patternKey).orElseThrow(() -> metadata.missing(patternKey));
            if (stored.length != count) {
                throw metadata.invalid(patternKey, stored.length + " entries (expected: " + count + ")");
            }
            return stored;
        }
        int usual = architecture.equals("gemma2") ? 2 : 6;
        int pattern = metadata.has(patternKey) ? metadata.requireInt(patternKey, 1, MAX_LAYERS) : usual;
        for (int i = 0; i < count; i++) {
            local[i] = (i + 1) % pattern != 0;
        }
        return local;
    }

    private int window() {
        return switch (architecture) {
            case "gemma" -> 0;
            case "gemma2" -> metadata.has(key("attention.sliding_window")) ? size("attention.sliding_window") : 4096;
            default -> size("attention.sliding_window");
        };
    }

    /**
     * Files rarely hold the scale. Without it, 1/sqrt(headDim), but for the two 27B models, which divide by
     * hidden / heads: google/gemma_pytorch gemma/config.py, query_pre_attn_scalar 144 and 168.
     */
    private float queryScale(int layerCount, int hidden, int heads, int headDim) {
        if (metadata.has(key("attention.scale"))) {
            return positive("attention.scale");
        }
        boolean largest = architecture.equals("gemma2") && layerCount == 46
                || architecture.equals("gemma3") && layerCount == 62;
        return (float) (1 / Math.sqrt(largest ? (double) hidden / heads : headDim));
    }

    private float localRopeBase() {
        return metadata.has(key("rope.local.freq_base"))
                ? positive("rope.local.freq_base")
                : positive("rope.freq_base_swa", 1e4f);
    }

    private float ropeScale() {
        String type = metadata.text(key("rope.scaling.type")).orElse("none");
        return switch (type) {
            case "none" -> 1;
            case "linear" -> positive("rope.scaling.factor");
            default -> throw metadata.invalid(key("rope.scaling.type"), type + " (expected: none or linear)");
        };
    }

    private int vocabularySize() {
        String tokens = "tokenizer.ggml.tokens";
        int count = metadata.arrayLength(tokens).orElseThrow(() -> metadata.missing(tokens));
        if (count == 0) {
            throw metadata.invalid(tokens, "0 entries (expected: >= 1)");
        }
        return count;
    }

    private float softcap(String name, float usual) {
        double cap = metadata.real(key(name)).orElse(usual);
        if (!(cap >= 0) || Double.isInfinite(cap)) {
            throw metadata.invalid(key(name), cap + " (expected: >= 0, where 0 is none)");
        }
        return (float) cap;
    }

    private float positive(String name) {
        double value = metadata.real(key(name)).orElseThrow(() -> metadata.missing(key(name)));
        if (!(value > 0) || Double.isInfinite(value)) {
            throw metadata.invalid(key(name), value + " (expected: > 0)");
        }
        return (float) value;
    }

    private float positive(String name, float usual) {
        return metadata.has(key(name)) ? positive(name) : usual;
    }

    private int size(String name) {
        return metadata.requireInt(key(name), 1, MAX_SIZE);
    }

    private String key(String name) {
        return architecture + "." + name;
    }
}
