/**
 * The slots of a worker: each has one task of the share group until that is settled.
 * Not here: how records are acquired and held, see {@code io.gemstream.service.share}; what is done with a task, see
 * {@code io.gemstream.worker.attempt}.
 */
@NullMarked
package io.gemstream.worker.slot;

import org.jspecify.annotations.NullMarked;
