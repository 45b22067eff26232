/**
 * The clients' door: gRPC in, prompts to Kafka, token streams back. Here live start, stop and what is watched about the
 * gateway; each part has its own package. No weights and no vocabulary: what needs them is asked over Kafka.
 */
@NullMarked
package io.gemstream.gateway;

import org.jspecify.annotations.NullMarked;
