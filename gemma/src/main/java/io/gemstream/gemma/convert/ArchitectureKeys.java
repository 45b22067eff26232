package io.gemstream.gemma.convert;

import io.gemstream.gemma.format.GgufOutline;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.LayerConfig;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Writes the sizes of a model as GGUF keys: those that llama.cpp reads
 * (<a href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-arch.cpp">llama-arch.cpp</a>), and those that
 * Ollama writes where llama.cpp has the value built in.
 */
final class ArchitectureKeys {

    private static final int QUANTIZATION_VERSION = 2; // GGML_QNT_VERSION, ggml.h

    private ArchitectureKeys() {}

    static void put(GgufOutline file, GemmaConfig config, StoredType type) {
        file.text("general.architecture", config.architecture());
        if (!config.name().isEmpty()) {
            file.text("general.name", config.name());
        }
        file.unsigned("general.file_type", type.fileType());
        if (type.quantised()) {
            file.unsigned("general.quantization_version", QUANTIZATION_VERSION);
        }
        String prefix = config.architecture() + ".";
        file.unsigned(prefix + "context_length", config.contextLength())
                .unsigned(prefix + "embedding_length", config.hiddenSize())
                .unsigned(prefix + "block_count", config.layers().size())
                .unsigned(prefix + "feed_forward_length", config.feedForwardSize())
                .unsigned(prefix + "attention.head_count", config.heads())
                .unsigned(prefix + "attention.head_count_kv", config.kvHeads())
                .unsigned(prefix + "attention.key_length", config.headDim())
                .unsigned(prefix + "attention.value_length", config.headDim())
                .real(prefix + "attention.layer_norm_rms_epsilon", config.normEpsilon());
        LayerConfig first = config.layers().getFirst();
        // llama.cpp derives it from the layer count; a reader of this key need not guess.
        file.real(prefix + "attention.scale", first.queryScale());
        if (first.attentionSoftcap() > 0 || config.architecture().equals("gemma2")) {
            file.real(prefix + "attn_logit_softcapping", first.attentionSoftcap());
        }
        if (config.finalSoftcap() > 0 || config.architecture().equals("gemma2")) {
            file.real(prefix + "final_logit_softcapping", config.finalSoftcap());
        }
        putRope(file, prefix, config);
        if (!config.architecture().equals("gemma")) {
            putWindow(file, prefix, config);
        }
    }

    private static void putRope(GgufOutline file, String prefix, GemmaConfig config) {
        Optional<LayerConfig> local = config.layers().stream().filter(layer -> layer.window() > 0).findFirst();
        LayerConfig global = config.layers().stream()
                .filter(layer -> layer.window() == 0)
                .findFirst()
                .orElse(config.layers().getFirst());
        file.real(prefix + "rope.freq_base", global.ropeBase());
        if (global.ropeScale() != 1) {
            file.text(prefix + "rope.scaling.type", "linear").real(prefix + "rope.scaling.factor", global.ropeScale());
        } else if (config.architecture().equals("gemma3")) {
            file.text(prefix + "rope.scaling.type", "none"); // without the key, the usual one of the size is meant
        }
        if (config.architecture().equals("gemma3")) {
            local.ifPresent(layer -> file
                    .real(prefix + "rope.local.freq_base", layer.ropeBase()) // Ollama's key
                    .real(prefix + "rope.freq_base_swa", layer.ropeBase())); // llama.cpp's key
        }
    }

    private static void putWindow(GgufOutline file, String prefix, GemmaConfig config) {
        List<LayerConfig> layers = config.layers();
        int window = layers.stream().mapToInt(LayerConfig::window).max().orElse(0);
        // The key has to be there for llama.cpp, also where the pattern gives no layer a window.
        file.unsigned(prefix + "attention.sliding_window", window > 0 ? window : config.contextLength());
        String key = prefix + "attention.sliding_window_pattern";
        OptionalInt period = period(layers);
        if (period.isEmpty()) {
            boolean[] local = new boolean[layers.size()];
            for (int i = 0; i < local.length; i++) {
                local[i] = layers.get(i).window() > 0;
            }
            file.bools(key, local);
        } else if (!config.architecture().equals("gemma2") || period.getAsInt() != 2) {
            file.unsigned(key, period.getAsInt());
        }
    }

    /** The number p of which every p-th layer has no window and the others have. */
    private static OptionalInt period(List<LayerConfig> layers) {
        for (int period = 1; period <= layers.size() + 1; period++) {
            boolean fits = true;
            for (int i = 0; i < layers.size(); i++) {
                fits &= layers.get(i).window() > 0 == ((i + 1) % period != 0);
            }
            if (fits) {
                return OptionalInt.of(period);
            }
        }
        return OptionalInt.empty();
    }
}
