package io.gemstream.gemma.engine;

/**
 * What an engine has counted since it started.
 *
 * @param preemptions sequences that lost their KV blocks to an older one, each time anew
 * @param prefixQueries tokens that were looked for in the prefix cache: those of prompts and resumed ones that may come
 *     from it, once each
 * @param prefixHits those of them that were found
 */
public record EngineTotals(long preemptions, long prefixQueries, long prefixHits) {}
