package io.gemstream.proto;

import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.SamplingOptions.JsonWhitespace;

/** Fills in the defaults that sampling.proto promises, where a request comes in. */
public final class SamplingDefaults {

    /** Tokens to generate at most. */
    public static final int MAX_TOKENS = 256;

    private SamplingDefaults() {}

    /**
     * The options in force: every default filled in.
     *
     * @param seed taken where the request has none
     */
    public static SamplingOptions fill(SamplingOptions options, long seed) {
        SamplingOptions.Builder filled = options.toBuilder();
        if (!options.hasTemperature()) {
            filled.setTemperature(1.0f);
        }
        if (!options.hasTopK()) {
            filled.setTopK(64);
        }
        if (!options.hasTopP()) {
            filled.setTopP(0.95f);
        }
        if (!options.hasMinP()) {
            filled.setMinP(0);
        }
        if (!options.hasSeed()) {
            filled.setSeed(seed);
        }
        if (!options.hasMaxTokens()) {
            filled.setMaxTokens(MAX_TOKENS);
        }
        if (!options.hasMinTokens()) {
            filled.setMinTokens(0);
        }
        if (!options.hasRepetitionPenalty()) {
            filled.setRepetitionPenalty(1.0f);
        }
        if (!options.hasFrequencyPenalty()) {
            filled.setFrequencyPenalty(0);
        }
        if (!options.hasPresencePenalty()) {
            filled.setPresencePenalty(0);
        }
        if (!options.hasLogprobs()) {
            filled.setLogprobs(0);
        }
        return withWhitespace(filled.build());
    }

    /**
     * The options with the blanks of JSON filled in, if there is JSON and they are not said. Tokenizer services do it too,
     * for prompts that came from no gateway: what a task does not say is {@link #again another thing}.
     */
    public static SamplingOptions withWhitespace(SamplingOptions options) {
        return isSilent(options) ? options.toBuilder().setJsonWhitespace(JsonWhitespace.SPACED).build() : options;
    }

    /**
     * What a request has to say to be generated as a task or finish record was: one that is silent about the blanks of JSON
     * is older than them, and had none.
     */
    public static SamplingOptions again(SamplingOptions recorded) {
        return isSilent(recorded) ? recorded.toBuilder().setJsonWhitespace(JsonWhitespace.COMPACT).build() : recorded;
    }

    private static boolean isSilent(SamplingOptions options) {
        return isJson(options) && options.getJsonWhitespace() == JsonWhitespace.JSON_WHITESPACE_UNSPECIFIED;
    }

    static boolean isJson(SamplingOptions options) {
        return options.hasJsonSchema() || options.getJsonObject();
    }
}
