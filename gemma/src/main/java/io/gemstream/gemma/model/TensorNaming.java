package io.gemstream.gemma.model;

import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.JsonMetadata;
import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.SafetensorsModel;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Names of Gemma's tensors in a file format, and its way of storing norms. */
public sealed interface TensorNaming {

    /** Token embeddings, also the output head where there is none of its own. */
    String embedding();

    /** Names that a stored output head may have, the usual one first. */
    List<String> heads();

    /** Whether the configuration says that the output head is not the embedding. */
    boolean untied();

    /** The output head that a file has stored, whether or not it is the embedding again. */
    default Optional<String> storedHead(ModelFile file) {
        return heads().stream().filter(file::hasTensor).findFirst();
    }

    /** The norm before the output head. */
    String outputNorm();

    /** A tensor of a layer; layers count from 0. */
    String layer(int index, TensorRole role);

    /** Number that is added to a stored norm weight w to get the factor 1 + w. */
    float normOffset();

    /** The naming of a file. */
    static TensorNaming of(ModelFile file, GemmaConfig config) {
        return switch (file) {
            case GgufFile _ -> new Gguf();
            case SafetensorsModel model -> HuggingFace.of(model, config);
        };
    }

    /** GGUF: <a href="https://github.com/ggml-org/llama.cpp/blob/master/gguf-py/gguf/constants.py">constants.py</a>. */
    record Gguf() implements TensorNaming {

        @Override
        public String embedding() {
            return "token_embd.weight";
        }

        @Override
        public List<String> heads() {
            return List.of("output.weight");
        }

        /** Whatever is stored counts: there is no key. */
        @Override
        public boolean untied() {
            return false;
        }

        @Override
        public String outputNorm() {
            return "output_norm.weight";
        }

        @Override
        public String layer(int index, TensorRole role) {
            String name = switch (role) {
                case ATTENTION_NORM -> "attn_norm";
                case QUERY -> "attn_q";
                case KEY -> "attn_k";
                case VALUE -> "attn_v";
                case QUERY_NORM -> "attn_q_norm";
                case KEY_NORM -> "attn_k_norm";
                case ATTENTION_OUTPUT -> "attn_output";
                case POST_ATTENTION_NORM -> "post_attention_norm";
                case FEED_FORWARD_NORM -> "ffn_norm";
                case GATE -> "ffn_gate";
                case UP -> "ffn_up";
                case DOWN -> "ffn_down";
                case POST_FEED_FORWARD_NORM -> "post_ffw_norm";
            };
            return "blk." + index + "." + name + ".weight";
        }

        /** Converters store 1 + w: llama.cpp convert_hf_to_gguf.py, Gemma2Model.modify_tensors. */
        @Override
        public float normOffset() {
            return 0;
        }
    }

    /**
     * Hugging Face transformers.
     *
     * @param prefix what stands before {@code embed_tokens}; multimodal models put the text model inside another
     * @param untied whether {@code tie_word_embeddings} is false
     * @param postNorms whether layers normalise their outputs: the norm before the feed-forward part has another name
     *     in models that do
     */
    record HuggingFace(String prefix, boolean untied, boolean postNorms) implements TensorNaming {

        private static final String EMBEDDING = "embed_tokens.weight";

        static HuggingFace of(SafetensorsModel model, GemmaConfig config) {
            String prefix = Stream.of("model.", "language_model.model.", "model.language_model.", "")
                    .filter(candidate -> model.tensors().containsKey(candidate + EMBEDDING))
                    .findFirst()
                    .orElse("model."); // the usual name is the one to report as missing
            return new HuggingFace(
                    prefix, isUntied(model.config()) || model.config().object("text_config").map(HuggingFace::isUntied)
                            .orElse(false),
                    config.layers().getFirst().postNorms());
        }

        private static boolean isUntied(JsonMetadata config) {
            return !config.bool("tie_word_embeddings").orElse(true);
        }

        @Override
        public String embedding() {
            return prefix + EMBEDDING;
        }

        /** Outside the text model, or inside the model that the text model is a part of. */
        @Override
        public List<String> heads() {
            return List.of("lm_head.weight", "language_model.lm_head.weight", "model.lm_head.weight");
        }

        @Override
        public String outputNorm() {
            return prefix + "norm.weight";
        }

        @Override
        public String layer(int index, TensorRole role) {
            String name = switch (role) {
                case ATTENTION_NORM -> "input_layernorm";
                case QUERY -> "self_attn.q_proj";
                case KEY -> "self_attn.k_proj";
                case VALUE -> "self_attn.v_proj";
                case QUERY_NORM -> "self_attn.q_norm";
                case KEY_NORM -> "self_attn.k_norm";
                case ATTENTION_OUTPUT -> "self_attn.o_proj";
                case POST_ATTENTION_NORM -> "post_attention_layernorm";
                case FEED_FORWARD_NORM -> postNorms ? "pre_feedforward_layernorm" : "post_attention_layernorm";
                case GATE -> "mlp.gate_proj";
                case UP -> "mlp.up_proj";
                case DOWN -> "mlp.down_proj";
                case POST_FEED_FORWARD_NORM -> "post_feedforward_layernorm";
            };
            return prefix + "layers." + index + "." + name + ".weight";
        }

        @Override
        public float normOffset() {
            return 1;
        }
    }
}
