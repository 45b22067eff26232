/**
 * The gRPC client behind the command line: calls, their errors as {@code GemstreamException}, and what a stream's
 * reader measures. It prints nothing and boots nothing.
 */
@NullMarked
package io.gemstream.standalone.client;

import org.jspecify.annotations.NullMarked;
