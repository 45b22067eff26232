/**
 * The open streams and the two ways their records come in: the live tail of the partitions this gateway owns, and a
 * seeking reader for all others. Knows no gRPC; each stream tells a {@link io.gemstream.gateway.stream.StreamListener}.
 */
@NullMarked
package io.gemstream.gateway.stream;

import org.jspecify.annotations.NullMarked;
