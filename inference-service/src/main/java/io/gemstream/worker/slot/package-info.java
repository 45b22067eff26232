/**
 * The slots of a worker: each holds one task of the share group, renews its lock and settles it.
 * Not here: what is done with a task, see {@code io.gemstream.worker.attempt}.
 */
@NullMarked
package io.gemstream.worker.slot;

import org.jspecify.annotations.NullMarked;
