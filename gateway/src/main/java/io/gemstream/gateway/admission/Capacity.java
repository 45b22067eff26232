package io.gemstream.gateway.admission;

/**
 * What a model's workers can do, as their heartbeats say.
 *
 * @param slots generations at once
 * @param tokensPerSecond generated while there is work; 0 where nothing was measured yet
 */
public record Capacity(int slots, double tokensPerSecond) {}
