package io.gemstream.gemma.model;

/**
 * Default values of keys that {@code config.json} leaves out. Published files rely on it: those of Gemma 3 4B name
 * neither heads nor head width. Values: transformers, {@code configuration_gemma.py}, {@code configuration_gemma2.py}
 * and {@code configuration_gemma3.py} ({@code Gemma3TextConfig}).
 *
 * @param architecture as {@link GemmaConfig#architecture()}
 * @param contextLength {@code max_position_embeddings}
 * @param heads {@code num_attention_heads}
 * @param kvHeads {@code num_key_value_heads}
 * @param headDim {@code head_dim}
 * @param vocabularyRows {@code vocab_size}
 * @param ropeBase {@code rope_theta}; of global layers where there are both kinds
 * @param window {@code sliding_window}; 0 where the architecture has no local layers
 * @param windowPattern every how many layers one is global; 1 where all are
 * @param attentionSoftcap {@code attn_logit_softcapping}; 0 for none
 * @param finalSoftcap {@code final_logit_softcapping}; 0 for none
 * @param postNorms whether layers normalise their outputs
 * @param queryKeyNorm whether layers normalise queries and keys
 */
record HfDefaults(
        String architecture,
        int contextLength,
        int heads,
        int kvHeads,
        int headDim,
        int vocabularyRows,
        float ropeBase,
        int window,
        int windowPattern,
        float attentionSoftcap,
        float finalSoftcap,
        boolean postNorms,
        boolean queryKeyNorm) {

    static final HfDefaults GEMMA =
            new HfDefaults("gemma", 8192, 16, 16, 256, 256_000, 1e4f, 0, 1, 0, 0, false, false);
    static final HfDefaults GEMMA2 =
            new HfDefaults("gemma2", 8192, 8, 4, 256, 256_000, 1e4f, 4096, 2, 50, 30, true, false);
    static final HfDefaults GEMMA3 =
            new HfDefaults("gemma3", 131_072, 8, 4, 256, 262_208, 1e6f, 4096, 6, 0, 0, true, true);

    /** Whether local layers have a rotary base of their own, which no scaling stretches. */
    boolean localRope() {
        return queryKeyNorm;
    }
}
