package io.gemstream.gemma.sampling;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Options of sampling: how tokens are chosen, and when to stop. Immutable; made by {@link #builder()}.
 *
 * @param temperature divides the logits; 0 takes the best token; at most 100
 * @param topK keeps this many best tokens, and all equal to the last of them; 0 keeps all
 * @param topP keeps the best tokens until their probabilities sum to this; over 0, at most 1
 * @param minP keeps tokens at least this times as probable as the best; 0..1
 * @param seed with a token's index, decides the draw
 * @param repetitionPenalty 0.01..100; logits of tokens in prompt or output are divided by it if positive, else
 *     multiplied; 1 changes nothing
 * @param frequencyPenalty taken off a token's logit once per occurrence in the output; -2..2
 * @param presencePenalty taken off the logit of every token in the output; -2..2
 * @param logitBias added to the logits of these ids before the penalties; -1e6..1e6
 * @param maxTokens generated tokens at most, at least 1; or 0, where the prompt is scored and nothing else is wanted
 * @param minTokens generated tokens before which neither end token nor stop string ends the text, at most maxTokens
 * @param stop strings that end the text; they are not part of it
 * @param stopTokenIds ids that end the text, besides the model's own
 * @param ignoreEos whether the model's own end tokens end nothing; stopTokenIds still do
 * @param logprobs how many of the best tokens are reported beside each generated one, 0..20
 * @param promptLogprobs how many beside each token of the prompt, 0..20; empty: the prompt is not scored, which saves
 *     an output head per token
 */
public record SamplerOptions(
        double temperature,
        int topK,
        double topP,
        double minP,
        long seed,
        double repetitionPenalty,
        double frequencyPenalty,
        double presencePenalty,
        Map<Integer, Float> logitBias,
        int maxTokens,
        int minTokens,
        List<String> stop,
        Set<Integer> stopTokenIds,
        boolean ignoreEos,
        int logprobs,
        OptionalInt promptLogprobs) {

    /** Most tokens that are reported beside one. */
    public static final int MOST_LOGPROBS = 20;

    /** Far over all logits, and far under what they and a penalty could overflow with. */
    private static final float MOST_BIAS = 1e6f;

    /** @throws InvalidSamplingOption naming the first option outside its range */
    public SamplerOptions {
        logitBias = Map.copyOf(logitBias);
        stop = List.copyOf(stop);
        stopTokenIds = Set.copyOf(stopTokenIds);
        // A comparison with NaN is false, so each range is written as what must hold.
        require(temperature >= 0 && temperature <= 100, "temperature", temperature, "0..100");
        require(topK >= 0, "top_k", topK, ">= 0");
        require(topP > 0 && topP <= 1, "top_p", topP, "> 0 and <= 1");
        require(minP >= 0 && minP <= 1, "min_p", minP, "0..1");
        require(
                repetitionPenalty >= 0.01 && repetitionPenalty <= 100,
                "repetition_penalty",
                repetitionPenalty,
                "0.01..100");
        require(Math.abs(frequencyPenalty) <= 2, "frequency_penalty", frequencyPenalty, "-2..2");
        require(Math.abs(presencePenalty) <= 2, "presence_penalty", presencePenalty, "-2..2");
        logitBias.forEach((id, bias) -> {
            require(id >= 0, "logit_bias", id, "token ids >= 0");
            require(Math.abs(bias) <= MOST_BIAS, "logit_bias[" + id + "]", bias, "-1e6..1e6");
        });
        require(
                maxTokens >= (promptLogprobs.isPresent() ? 0 : 1),
                "max_tokens",
                maxTokens,
                ">= 1, or 0 with prompt_logprobs");
        require(minTokens >= 0 && minTokens <= maxTokens, "min_tokens", minTokens, "0..max_tokens");
        for (int i = 0; i < stop.size(); i++) {
            require(isSearchable(stop.get(i)), "stop[" + i + "]", '"' + stop.get(i) + '"', "text of whole characters");
        }
        for (int id : stopTokenIds) {
            require(id >= 0, "stop_token_ids", id, "token ids >= 0");
        }
        requireLogprobs("logprobs", logprobs);
        promptLogprobs.ifPresent(count -> requireLogprobs("prompt_logprobs", count));
    }

    /** Gemma's published defaults (temperature 1, top_k 64, top_p 0.95), seed 0, 256 tokens, nothing else in force. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether the best token is taken and nothing is drawn. */
    public boolean greedy() {
        return temperature == 0;
    }

    /** Whether earlier tokens change the logits. */
    public boolean hasPenalties() {
        return repetitionPenalty != 1 || frequencyPenalty != 0 || presencePenalty != 0;
    }

    /**
     * Number of the best tokens that, with all equal to the last of them, decide what is chosen and are reported; 0
     * where it takes the whole row. Their log-probabilities still take the sum over the row.
     */
    public int decisive() {
        if (hasPenalties() || !logitBias.isEmpty() || !greedy() && topK == 0) {
            return 0;
        }
        return Math.max(greedy() ? 1 : topK, logprobs);
    }

    private static void requireLogprobs(String field, int count) {
        require(count >= 0 && count <= MOST_LOGPROBS, field, count, "0.." + MOST_LOGPROBS);
    }

    private static boolean isSearchable(String text) {
        return !text.isEmpty()
                && text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static void require(boolean holds, String field, Object value, String expected) {
        if (!holds) {
            throw new InvalidSamplingOption(field, value, expected);
        }
    }

    /** Collects options; {@link #build()} checks them. */
    public static final class Builder {

        private double temperature = 1;
        private int topK = 64;
        private double topP = 0.95;
        private double minP;
        private long seed;
        private double repetitionPenalty = 1;
        private double frequencyPenalty;
        private double presencePenalty;
        private Map<Integer, Float> logitBias = Map.of();
        private int maxTokens = 256;
        private int minTokens;
        private List<String> stop = List.of();
        private Set<Integer> stopTokenIds = Set.of();
        private boolean ignoreEos;
        private int logprobs;
        private OptionalInt promptLogprobs = OptionalInt.empty();

        private Builder() {}

        /** See {@link SamplerOptions#temperature}. */
        public Builder temperature(double value) {
            temperature = value;
            return this;
        }

        /** See {@link SamplerOptions#topK}. */
        public Builder topK(int value) {
            topK = value;
            return this;
        }

        /** See {@link SamplerOptions#topP}. */
        public Builder topP(double value) {
            topP = value;
            return this;
        }

        /** See {@link SamplerOptions#minP}. */
        public Builder minP(double value) {
            minP = value;
            return this;
        }

        /** See {@link SamplerOptions#seed}. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** See {@link SamplerOptions#repetitionPenalty}. */
        public Builder repetitionPenalty(double value) {
            repetitionPenalty = value;
            return this;
        }

        /** See {@link SamplerOptions#frequencyPenalty}. */
        public Builder frequencyPenalty(double value) {
            frequencyPenalty = value;
            return this;
        }

        /** See {@link SamplerOptions#presencePenalty}. */
        public Builder presencePenalty(double value) {
            presencePenalty = value;
            return this;
        }

        /** See {@link SamplerOptions#logitBias}. */
        public Builder logitBias(Map<Integer, Float> value) {
            logitBias = value;
            return this;
        }

        /** See {@link SamplerOptions#maxTokens}. */
        public Builder maxTokens(int value) {
            maxTokens = value;
            return this;
        }

        /** See {@link SamplerOptions#minTokens}. */
        public Builder minTokens(int value) {
            minTokens = value;
            return this;
        }

        /** See {@link SamplerOptions#stop}. */
        public Builder stop(List<String> value) {
            stop = value;
            return this;
        }

        /** See {@link SamplerOptions#stopTokenIds}. */
        public Builder stopTokenIds(Set<Integer> value) {
            stopTokenIds = value;
            return this;
        }

        /** See {@link SamplerOptions#ignoreEos}. */
        public Builder ignoreEos(boolean value) {
            ignoreEos = value;
            return this;
        }

        /** See {@link SamplerOptions#logprobs}. */
        public Builder logprobs(int value) {
            logprobs = value;
            return this;
        }

        /** See {@link SamplerOptions#promptLogprobs}. */
        public Builder promptLogprobs(int value) {
            promptLogprobs = OptionalInt.of(value);
            return this;
        }

        /** @throws InvalidSamplingOption naming the first option outside its range */
        public SamplerOptions build() {
            return new SamplerOptions(
                    temperature,
                    topK,
                    topP,
                    minP,
                    seed,
                    repetitionPenalty,
                    frequencyPenalty,
                    presencePenalty,
                    logitBias,
                    maxTokens,
                    minTokens,
                    stop,
                    stopTokenIds,
                    ignoreEos,
                    logprobs,
                    promptLogprobs);
        }
    }
}
