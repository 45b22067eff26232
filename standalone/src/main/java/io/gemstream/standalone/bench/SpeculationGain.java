package io.gemstream.standalone.bench;

/**
 * Gain from speculation for one text that repeats earlier text, measured on the whole engine with scheduler and
 * sampler.
 *
 * @param proposer name of the proposer
 * @param plain tokens per second without it
 * @param drafted tokens per second with it; the same tokens
 * @param proposed drafts in all
 * @param accepted those that were right
 */
public record SpeculationGain(String proposer, Rate plain, Rate drafted, long proposed, long accepted) {}
