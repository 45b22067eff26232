package io.gemstream.standalone.bench;

/**
 * What guessing ahead brings for one text that repeats earlier text, from the whole engine with scheduler and sampler.
 *
 * @param proposer what guesses
 * @param plain tokens per second without it
 * @param guessed tokens per second with it; the same tokens
 * @param proposed guesses in all
 * @param accepted those that were right
 */
public record SpeculationGain(String proposer, Rate plain, Rate guessed, long proposed, long accepted) {}
