/**
 * The Java client: calls, streams that survive the gateways they came through, and failures with their reasons. Begin
 * with {@link io.gemstream.client.GemstreamClient}. On generated stubs and gRPC; it logs nothing and has no thread of
 * its own.
 */
@NullMarked
package io.gemstream.client;

import org.jspecify.annotations.NullMarked;
