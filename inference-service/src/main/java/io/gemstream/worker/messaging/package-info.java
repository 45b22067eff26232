/**
 * The rim of the worker: the share group, the log of token records, control records, topics, announcements, metrics.
 * The work on a task is in {@code worker.attempt}.
 */
@NullMarked
package io.gemstream.worker.messaging;

import org.jspecify.annotations.NullMarked;
