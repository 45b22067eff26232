/**
 * The model at work: backend, draft model, engine, and the names of what computes.
 * Not here: Kafka.
 */
@NullMarked
package io.gemstream.worker.model;

import org.jspecify.annotations.NullMarked;
