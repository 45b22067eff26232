/**
 * What is inside failures of threads, futures and frameworks, which wrap the one that matters.
 * Not here: what a failure means; the table of Kafka's is in {@code service.kafka}, that of a start in {@code service}.
 */
@NullMarked
package io.gemstream.service.failure;

import org.jspecify.annotations.NullMarked;
