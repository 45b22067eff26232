package io.gemstream.gateway.openai;

/**
 * What every part of an answer begins with.
 *
 * @param requestId of the first generation
 * @param created seconds since 1970
 * @param model the name that the client used
 */
record Head(String requestId, long created, String model) {}
