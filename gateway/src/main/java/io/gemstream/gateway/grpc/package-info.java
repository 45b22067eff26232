/**
 * Gemstream's own gRPC services, which translate to calls of {@code gateway.call} and back, and what every face over gRPC
 * needs: the context of a call, statuses, unary answers.
 */
@NullMarked
package io.gemstream.gateway.grpc;

import org.jspecify.annotations.NullMarked;
