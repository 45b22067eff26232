package io.gemstream.gemma.engine;

/**
 * How busy an engine is, as of its latest step.
 *
 * @param running sequences in prefill or decode
 * @param waiting sequences submitted and not admitted
 * @param usedBlocks KV blocks reserved
 * @param blocks KV blocks in all
 */
public record EngineLoad(int running, int waiting, int usedBlocks, int blocks) {}
