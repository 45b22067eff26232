/** The gRPC services and the mapping of failures to gRPC statuses. The only package that knows gRPC. */
@NullMarked
package io.gemstream.gateway.grpc;

import org.jspecify.annotations.NullMarked;
