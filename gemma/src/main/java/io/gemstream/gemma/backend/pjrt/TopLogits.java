package io.gemstream.gemma.backend.pjrt;

/**
 * The best tokens after a slice.
 *
 * @param ids token ids, best first; of equal logits the lower id first
 * @param logits their capped logits
 * @param logSumExp logarithm of the sum of the exponentials of all logits: {@code logits[i] - logSumExp} is the
 *     log-probability of {@code ids[i]}
 */
public record TopLogits(int[] ids, float[] logits, float logSumExp) {}
