/**
 * The rim of the worker: share consumers, the log of token records, control records, topics, announcements, metrics.
 * What a task means is decided in {@code worker}.
 */
@NullMarked
package io.gemstream.worker.messaging;

import org.jspecify.annotations.NullMarked;
