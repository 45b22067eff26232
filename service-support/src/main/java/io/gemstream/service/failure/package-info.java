/**
 * Finds the failure that matters inside those that threads, futures and frameworks wrap around it.
 * Not here: what a failure means; the table of Kafka's is in {@code service.kafka}, that of a start in {@code service}.
 */
@NullMarked
package io.gemstream.service.failure;

import org.jspecify.annotations.NullMarked;
