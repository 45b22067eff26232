/**
 * One attempt at a generation: from a task to the records of its log, and to what becomes of the task.
 * Not here: Kafka's clients, see {@code io.gemstream.worker.messaging}.
 */
@NullMarked
package io.gemstream.worker.attempt;

import org.jspecify.annotations.NullMarked;
