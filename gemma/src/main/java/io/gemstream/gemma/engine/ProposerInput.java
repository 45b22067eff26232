package io.gemstream.gemma.engine;

import io.gemstream.gemma.sampling.SamplerOptions;

/**
 * A running text that draft tokens are wanted for.
 *
 * @param id names it among the texts that run
 * @param tokens [>= length], prompt and generated tokens; must not be written to
 * @param length tokens there are
 * @param index index of the next token among the generated ones
 * @param options how the next token will be chosen
 * @param most drafts wanted at most, at least 1
 */
public record ProposerInput(String id, int[] tokens, int length, int index, SamplerOptions options, int most) {}
