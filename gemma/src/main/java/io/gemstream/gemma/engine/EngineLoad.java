package io.gemstream.gemma.engine;

import io.gemstream.gemma.cache.KvUse;

/**
 * How busy an engine is, as of its latest step.
 *
 * @param running sequences in prefill or decode
 * @param waiting sequences submitted and not admitted, or preempted
 * @param kv blocks of the KV cache
 * @param totals what has been counted since the start
 */
public record EngineLoad(int running, int waiting, KvUse kv, EngineTotals totals) {}
