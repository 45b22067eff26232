package io.gemstream.gemma.engine;

import io.gemstream.gemma.cache.KvUse;

/**
 * Says how busy an engine is, as of its latest step, and what it has counted since it started.
 *
 * @param running sequences in prefill or decode
 * @param waiting sequences submitted and not admitted, or preempted
 * @param kv blocks of the KV cache
 * @param preemptions sequences that lost their KV blocks to an older one, each time anew
 * @param prefixQueries tokens that were looked for in the prefix cache: those of prompts and resumed ones that may come
 *     from it, once each
 * @param prefixHits those of them that were found
 */
public record EngineLoad(
        int running, int waiting, KvUse kv, long preemptions, long prefixQueries, long prefixHits) {}
