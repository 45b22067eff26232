package io.gemstream.gemma.sampling;

/**
 * A token and how likely the model found it.
 *
 * @param id token id
 * @param logprob natural logarithm of its probability under the model's own logits, before bias, penalties, temperature,
 *     filters and masks; finite
 */
public record TokenLogprob(int id, float logprob) {}
