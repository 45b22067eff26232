/** The gRPC services: they translate to calls of {@code gateway.call} and back. The only package that knows gRPC. */
@NullMarked
package io.gemstream.gateway.grpc;

import org.jspecify.annotations.NullMarked;
