package io.gemstream.gemma.model;

import io.gemstream.gemma.format.JsonMetadata;
import io.gemstream.gemma.format.SafetensorsModel;
import io.gemstream.gemma.format.StoredVocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Reads a {@link GemmaConfig} from {@code config.json}. Keys: transformers, {@code configuration_gemma*.py}. What the
 * engine would not honour is refused, never ignored.
 */
final class HfConfig {

    private static final int MAX_SIZE = 1 << 24;
    private static final int MAX_LAYERS = 1024;
    private static final String TANH_GELU = "gelu_pytorch_tanh";
    private static final String SCALAR = "query_pre_attn_scalar";

    private final JsonMetadata json; // of the text model
    private final HfDefaults defaults;
    private final String name;
    private final OptionalInt pieces; // of the tokenizer, where there is one
    private final List<ConfigCorrection> corrections = new ArrayList<>();

    private HfConfig(JsonMetadata json, HfDefaults defaults, String name, OptionalInt pieces) {
        this.json = json;
        this.defaults = defaults;
        this.name = name;
        this.pieces = pieces;
    }

    static ConfigReading read(SafetensorsModel model) {
        return read(model.config(), StoredVocabulary.size(model));
    }

    /**
     * Reads a configuration alone.
     *
     * @param whole the whole file
     * @param pieces size of the tokenizer's vocabulary, where it is known
     */
    static ConfigReading read(JsonMetadata whole, OptionalInt pieces) {
        refuseQuantised(whole);
        String type = whole.text("model_type").orElseThrow(() -> whole.missing("model_type"));
        JsonMetadata text = type.equals("gemma3")
                ? whole.object("text_config").orElseThrow(() -> whole.missing("text_config"))
                : whole;
        String textType = text.text("model_type").orElse("gemma3_text");
        HfDefaults defaults = switch (textType) {
            case "gemma" -> HfDefaults.GEMMA;
            case "gemma2" -> HfDefaults.GEMMA2;
            case "gemma3_text" -> HfDefaults.GEMMA3;
            default -> throw text.invalid(
                    "model_type", textType + " (expected: gemma, gemma2, gemma3 or gemma3_text)",
                    "give a model of Gemma 1, 2 or 3");
        };
        if (text != whole && defaults != HfDefaults.GEMMA3) {
            throw text.invalid("model_type", textType + " (expected: gemma3_text inside gemma3)");
        }
        requireArchitecture(whole, type);
        return new HfConfig(text, defaults, whole.text("_name_or_path").orElse(""), pieces).reading();
    }

    private static void requireArchitecture(JsonMetadata whole, String type) {
        List<String> known = switch (type) {
            case "gemma" -> List.of("GemmaForCausalLM");
            case "gemma2" -> List.of("Gemma2ForCausalLM");
            case "gemma3_text" -> List.of("Gemma3ForCausalLM");
            default -> List.of("Gemma3ForConditionalGeneration", "Gemma3ForCausalLM");
        };
        whole.texts("architectures").ifPresent(found -> {
            if (found.size() != 1 || !known.contains(found.getFirst())) {
                throw whole.invalid("architectures", found + " (expected: one of " + known + " for " + type + ")");
            }
        });
    }

    private ConfigReading reading() {
        requireGemma();
        int hidden = size("hidden_size");
        int layers = bounded("num_hidden_layers", json.integer("num_hidden_layers")
                .orElseThrow(() -> json.missing("num_hidden_layers")), MAX_LAYERS);
        int heads = size("num_attention_heads", defaults.heads());
        int kvHeads = size("num_key_value_heads", defaults.kvHeads());
        int headDim = size("head_dim", defaults.headDim());
        if (heads % kvHeads != 0) {
            throw json.invalid("num_key_value_heads", kvHeads + " (expected: a divisor of " + heads + ")");
        }
        if ((long) heads * headDim > MAX_SIZE) {
            throw json.invalid("num_attention_heads", heads + " heads of " + headDim);
        }
        if (headDim % 2 != 0) {
            throw json.invalid("head_dim", headDim + " (expected: an even number)");
        }
        GemmaConfig config = new GemmaConfig(
                defaults.architecture(),
                name,
                bounded("max_position_embeddings",
                        json.integer("max_position_embeddings").orElse(defaults.contextLength()), Integer.MAX_VALUE),
                hidden,
                size("intermediate_size"),
                heads,
                kvHeads,
                headDim,
                vocabularySize(),
                positive("rms_norm_eps", 1e-6),
                (float) Math.sqrt(hidden),
                softcap("final_logit_softcapping", defaults.finalSoftcap()),
                layers(layers, queryScale(layers, hidden, headDim)));
        return new ConfigReading(config, corrections);
    }

    /** Settings with which the weights would belong to another model. */
    private void requireGemma() {
        requireActivation();
        requireFalse("attention_bias");
        requireFalse("use_bidirectional_attention");
    }

    /**
     * The first Gemma files name the exact GELU as {@code hidden_act}, which transformers itself overrides with the
     * tanh form that Gemma was trained with: huggingface/transformers#29402.
     */
    private void requireActivation() {
        json.text("hidden_activation").ifPresent(activation -> {
            if (!activation.equals(TANH_GELU)) {
                throw json.invalid("hidden_activation", activation + " (expected: " + TANH_GELU + ")");
            }
        });
        json.text("hidden_act").ifPresent(activation -> {
            if (!activation.equals(TANH_GELU) && !activation.equals("gelu")) {
                throw json.invalid("hidden_act", activation + " (expected: " + TANH_GELU + " or gelu)");
            }
        });
    }

    private void requireFalse(String key) {
        if (json.bool(key).orElse(false)) {
            throw json.invalid(key, "true (expected: false)");
        }
    }

    /** The second key is MLX's. */
    private static void refuseQuantised(JsonMetadata json) {
        for (String key : List.of("quantization_config", "quantization")) {
            if (json.has(key)) {
                throw json.invalid(key, json.object(key).flatMap(settings -> settings.text("quant_method"))
                                .orElse("present") + " (expected: weights in F32, F16 or BF16)",
                        "take the model as it was published, or a GGUF file of it");
            }
        }
    }

    private List<LayerConfig> layers(int count, float queryScale) {
        boolean[] local = HfLayers.local(json, defaults, count);
        HfRope rope = HfRope.read(json, defaults);
        int window = defaults.window() == 0 ? 0 : size("sliding_window", defaults.window());
        float softcap = softcap("attn_logit_softcapping", defaults.attentionSoftcap());
        List<LayerConfig> layers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            layers.add(new LayerConfig(
                    local[i] ? window : 0,
                    local[i] ? rope.localBase() : rope.globalBase(),
                    local[i] ? rope.localScale() : rope.globalScale(),
                    queryScale,
                    softcap,
                    defaults.postNorms(),
                    defaults.queryKeyNorm()));
        }
        return layers;
    }

    private float queryScale(int layers, int hidden, int headDim) {
        OptionalDouble stored = json.real(SCALAR);
        if (stored.isPresent()) {
            positive(SCALAR, 0);
        }
        Optional<Double> known = PublishedSizes.queryScalar(defaults.architecture(), layers, hidden);
        double usual = defaults == HfDefaults.GEMMA ? headDim : known.orElse(256.0); // 256: configuration_gemma2.py
        double scalar = stored.orElse(usual);
        if (known.isPresent() && scalar != known.get()) {
            String reason = PublishedSizes.mistake(defaults.architecture(), layers, scalar)
                    .orElseThrow(() -> json.invalid(SCALAR, stored.getAsDouble() + " (expected: " + known.get()
                            + " in " + defaults.architecture() + " of " + layers + " layers)"));
            corrections.add(new ConfigCorrection(
                    SCALAR, Double.toString(scalar), Double.toString(known.get()), reason));
            scalar = known.get();
        }
        return (float) (1 / Math.sqrt(scalar));
    }

    /** Rows beyond the tokenizer's pieces are padding: 64 in the multimodal Gemma 3 models, for image tokens. */
    private int vocabularySize() {
        int rows = size("vocab_size", defaults.vocabularyRows());
        if (pieces.isPresent()) {
            if (pieces.getAsInt() > rows) {
                throw json.invalid("vocab_size", rows + " (expected: at least " + pieces.getAsInt()
                        + ", the pieces of the tokenizer)", "use the files as they were saved together");
            }
            return pieces.getAsInt();
        }
        return defaults == HfDefaults.GEMMA3 && rows == HfDefaults.GEMMA3.vocabularyRows() ? 262_144 : rows;
    }

    private float softcap(String key, float usual) {
        // An explicit null switches a cap off; a key left out means the default.
        double cap = json.isNull(key) ? 0 : json.real(key).orElse(usual);
        if (!(cap >= 0 && cap <= Float.MAX_VALUE)) {
            throw json.invalid(key, cap + " (expected: >= 0, where 0 is none)");
        }
        return (float) cap;
    }

    private float positive(String key, double usual) {
        double value = json.real(key).orElse(usual);
        if (!((float) value > 0 && value <= Float.MAX_VALUE)) {
            throw json.invalid(key, value + " (expected: > 0)");
        }
        return (float) value;
    }

    private int size(String key) {
        return bounded(key, json.integer(key).orElseThrow(() -> json.missing(key)), MAX_SIZE);
    }

    private int size(String key, int usual) {
        return bounded(key, json.integer(key).orElse(usual), MAX_SIZE);
    }

    private int bounded(String key, long value, int most) {
        if (value < 1 || value > most) {
            throw json.invalid(key, value + " (expected: 1 to " + most + ")");
        }
        return (int) value;
    }
}
