package io.gemstream.gemma.model;

import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.GgufMetadata;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.StoredVocabulary;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a {@link GemmaConfig} from the metadata of a GGUF file; what a key leaves open is decided here. Ollama's
 * converter leaves out what all published files have alike: ollama/ollama convert/convert_gemma3.go, and what its
 * llama/compat/llama-ollama-compat.cpp puts in.
 */
final class GgufConfig {

    private static final int MAX_SIZE = 1 << 24;
    private static final int MAX_LAYERS = 1024;
    private static final float NORM_EPSILON = 1e-6f;
    private static final float GEMMA2_CAP = 30;
    private static final String UNSCALED = "the published models of this size stretch the positions of global layers by"
            + " 8; older converters of Ollama left the key out";
    private static final String CAPPED = "Gemma 3 1B has no cap on logits; older converters of Ollama wrote that of Gemma 2";

    private final GgufFile file;
    private final GgufMetadata metadata;
    private final String architecture;
    private final List<ConfigCorrection> corrections = new ArrayList<>();

    private GgufConfig(GgufFile file, String architecture) {
        this.file = file;
        this.metadata = file.metadata();
        this.architecture = architecture;
    }

    static ConfigReading read(GgufFile file) {
        String architecture = file.metadata().requireText("general.architecture");
        return switch (architecture) {
            case "gemma", "gemma2", "gemma3" -> {
                GgufConfig reader = new GgufConfig(file, architecture);
                GemmaConfig config = reader.config();
                yield new ConfigReading(config, reader.corrections);
            }
            default -> throw new ModelFileException(
                    file.path(), "general.architecture: " + architecture + " (expected: gemma, gemma2 or gemma3)",
                    "give a model of Gemma 1, 2 or 3");
        };
    }

    private GemmaConfig config() {
        int hidden = size("embedding_length");
        int heads = size("attention.head_count");
        int kvHeads = metadata.has(key("attention.head_count_kv")) ? size("attention.head_count_kv") : heads;
        int layerCount = metadata.requireInt(key("block_count"), 1, MAX_LAYERS);
        int headDim = metadata.has(key("attention.key_length"))
                ? size("attention.key_length")
                : isLargest(layerCount) ? 128 : 256;
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
                positive("attention.layer_norm_rms_epsilon", NORM_EPSILON),
                (float) Math.sqrt(hidden),
                finalSoftcap(layerCount, hidden),
                layers(layerCount, hidden, queryScale(layerCount, hidden, heads, headDim)));
    }

    private List<LayerConfig> layers(int count, int hidden, float queryScale) {
        boolean[] local = localLayers(count);
        boolean postNorms = !architecture.equals("gemma");
        boolean queryKeyNorm = architecture.equals("gemma3");
        float softcap = softcap("attn_logit_softcapping", architecture.equals("gemma2") ? 50 : 0);
        float globalBase = globalRopeBase();
        float localBase = queryKeyNorm ? localRopeBase() : globalBase;
        float globalScale = ropeScale(count, hidden);
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
        return (float) (1 / Math.sqrt(isLargest(layerCount) ? (double) hidden / heads : headDim));
    }

    private boolean isLargest(int layerCount) {
        return architecture.equals("gemma2") && layerCount == 46 || architecture.equals("gemma3") && layerCount == 62;
    }

    private float finalSoftcap(int layers, int hidden) {
        float usual = architecture.equals("gemma2") ? GEMMA2_CAP : 0;
        float cap = softcap("final_logit_softcapping", usual);
        if (cap == GEMMA2_CAP && architecture.equals("gemma3") && layers == 26 && hidden == 1152) {
            corrections.add(new ConfigCorrection(
                    key("final_logit_softcapping"), Float.toString(cap), "none", CAPPED));
            return 0;
        }
        return cap;
    }

    private float globalRopeBase() {
        return metadata.has(key("rope.freq_base"))
                ? positive("rope.freq_base")
                : positive("rope.global.freq_base", architecture.equals("gemma3") ? 1e6f : 1e4f);
    }

    private float localRopeBase() {
        return metadata.has(key("rope.local.freq_base"))
                ? positive("rope.local.freq_base")
                : positive("rope.freq_base_swa", 1e4f);
    }

    private float ropeScale(int layers, int hidden) {
        float usual = PublishedSizes.ropeScale(architecture, layers, hidden);
        if (usual != 1 && !metadata.has(key("rope.scaling.type")) && !metadata.has(key("rope.scaling.factor"))) {
            corrections.add(new ConfigCorrection(
                    key("rope.scaling.factor"), "none", Float.toString(usual), UNSCALED));
            return usual;
        }
        String type = metadata.text(key("rope.scaling.type"))
                .orElse(metadata.has(key("rope.scaling.factor")) ? "linear" : "none");
        return switch (type) {
            case "none" -> 1;
            case "linear" -> positive("rope.scaling.factor");
            default -> throw metadata.invalid(key("rope.scaling.type"), type + " (expected: none or linear)");
        };
    }

    private int vocabularySize() {
        int count = StoredVocabulary.size(file);
        if (count == 0) {
            throw metadata.invalid("tokenizer.ggml.tokens", "0 entries (expected: >= 1)");
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
