package io.gemstream.proto;

import io.gemstream.proto.v1.SamplingOptions;
import java.util.Map;

/** Checks that options are in the ranges that sampling.proto promises. The defaults are in {@link SamplingDefaults}. */
public final class SamplingRules {

    private static final int MOST_STOP_STRINGS = 16;
    private static final int MOST_STOP_CHARACTERS = 1_024;
    /** Options are repeated in every row and finish record of a generation, and in what its client is told. */
    private static final int MOST_TOKEN_IDS = 1_024;
    private static final int MOST_LOGPROBS = 20;
    private static final int MOST_CONSTRAINT_CHARACTERS = 65_536;
    private static final String JSON_WHITESPACE = "json_whitespace";

    private SamplingRules() {}

    /** Refuses the first option out of range with INVALID_OPTION or INVALID_TOKEN_ID. Absent options pass. */
    public static void check(SamplingOptions options) {
        // A comparison with NaN is false, so each range is written as what must hold.
        float temperature = options.getTemperature();
        require(temperature >= 0 && temperature <= 100, "temperature", temperature, "0 to 100");
        require(options.getTopK() >= 0, "top_k", options.getTopK(), ">= 0");
        float topP = options.getTopP();
        require(!options.hasTopP() || topP > 0 && topP <= 1, "top_p", topP, "> 0 and <= 1");
        require(options.getMinP() >= 0 && options.getMinP() <= 1, "min_p", options.getMinP(), "0 to 1");
        require(!options.hasMaxTokens() || options.getMaxTokens() >= (options.hasPromptLogprobs() ? 0 : 1),
                "max_tokens", options.getMaxTokens(), ">= 1, or 0 with prompt_logprobs");
        int most = options.hasMaxTokens() ? options.getMaxTokens() : SamplingDefaults.MAX_TOKENS;
        require(options.getMinTokens() >= 0 && options.getMinTokens() <= most, "min_tokens", options.getMinTokens(),
                "0 to max_tokens, " + most);
        float repetition = options.getRepetitionPenalty();
        require(!options.hasRepetitionPenalty() || repetition >= 0.01f && repetition <= 100,
                "repetition_penalty", repetition, "0.01 to 100");
        penalty("frequency_penalty", options.getFrequencyPenalty());
        penalty("presence_penalty", options.getPresencePenalty());
        logprobs("logprobs", options.getLogprobs());
        logprobs("prompt_logprobs", options.getPromptLogprobs());
        constraint(options);
        stops(options);
        biases(options.getLogitBiasMap());
    }

    private static void penalty(String name, float value) {
        require(value >= -2 && value <= 2, name, value, "-2 to 2");
    }

    private static void logprobs(String name, int value) {
        require(value >= 0 && value <= MOST_LOGPROBS, name, value, "0 to " + MOST_LOGPROBS);
    }

    /**
     * Checks of a constraint its length and its blanks. The tokenizer service checks the rest: the compilers are where the
     * vocabulary is.
     */
    private static void constraint(SamplingOptions options) {
        switch (options.getConstraintCase()) {
            case JSON_SCHEMA -> length("json_schema", options.getJsonSchema());
            case REGEX -> length("regex", options.getRegex());
            case GBNF -> length("gbnf", options.getGbnf());
            case JSON_OBJECT, CONSTRAINT_NOT_SET -> { }
        }
        switch (options.getJsonWhitespace()) {
            case JSON_WHITESPACE_UNSPECIFIED -> { }
            case COMPACT, SPACED, PRETTY -> require(SamplingDefaults.isJson(options), JSON_WHITESPACE,
                    options.getJsonWhitespace(), "none without json_schema or json_object");
            case UNRECOGNIZED -> require(false, JSON_WHITESPACE, options.getJsonWhitespaceValue(),
                    "COMPACT, SPACED or PRETTY");
        }
    }

    private static void length(String name, String text) {
        require(text.length() <= MOST_CONSTRAINT_CHARACTERS, name, text.length() + " characters",
                "at most " + MOST_CONSTRAINT_CHARACTERS);
    }

    private static void stops(SamplingOptions options) {
        require(options.getStopCount() <= MOST_STOP_STRINGS, "stop", options.getStopCount() + " strings",
                "at most " + MOST_STOP_STRINGS);
        for (int i = 0; i < options.getStopCount(); i++) {
            int length = options.getStop(i).length();
            require(length >= 1 && length <= MOST_STOP_CHARACTERS, "stop[" + i + "]", length + " characters",
                    "1 to " + MOST_STOP_CHARACTERS);
        }
        tokenIds("stop_token_ids", options.getStopTokenIdsCount());
        for (int i = 0; i < options.getStopTokenIdsCount(); i++) {
            requireTokenId("stop_token_ids[" + i + "]", options.getStopTokenIds(i));
        }
    }

    private static void biases(Map<Integer, Float> biases) {
        tokenIds("logit_bias", biases.size());
        biases.forEach((id, bias) -> {
            requireTokenId("logit_bias", id);
            require(bias >= -100 && bias <= 100, "logit_bias[" + id + "]", bias, "-100 to 100");
        });
    }

    private static void tokenIds(String name, int count) {
        require(count <= MOST_TOKEN_IDS, name, count + " token ids", "at most " + MOST_TOKEN_IDS);
    }

    private static void requireTokenId(String name, int id) {
        if (id < 0) {
            throw Refusals.outOfRange(ErrorReason.INVALID_TOKEN_ID, name, "sampling." + name, id, ">= 0");
        }
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw Refusals.outOfRange(ErrorReason.INVALID_OPTION, name, "sampling." + name, value, expected);
        }
    }
}
