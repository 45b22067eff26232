/**
 * The rim of the worker: share consumers, the log of token records, control records, topics, announcements, metrics.
 * The work on a task is in {@code worker.attempt}.
 */
@NullMarked
package io.gemstream.worker.messaging;

import org.jspecify.annotations.NullMarked;
