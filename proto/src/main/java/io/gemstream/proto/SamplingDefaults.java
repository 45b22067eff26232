package io.gemstream.proto;

import io.gemstream.proto.v1.SamplingOptions;

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
        return filled.build();
    }
}
