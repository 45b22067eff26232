package io.gemstream.gemma.sampling;

/**
 * A chosen token.
 *
 * @param id token id
 * @param logprob natural logarithm of its probability under the model's own logits, before bias, penalties, temperature
 *     and filters
 */
public record SampledToken(int id, float logprob) {}
