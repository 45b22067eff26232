/**
 * For Java clients: streams that survive the gateways they came through. On generated stubs and any gRPC channel; makes
 * no connection and holds no thread of its own.
 */
@NullMarked
package io.gemstream.client;

import org.jspecify.annotations.NullMarked;
