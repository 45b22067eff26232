/**
 * Generations that have ended, found in the log of their rows by id, and listed, without being held in memory (ADR 47):
 * {@link io.gemstream.service.history.HistoryLookup}, {@link io.gemstream.service.history.HistoryPages}, and
 * {@link io.gemstream.service.history.HistoryIndexer}, which writes the index that both go by.
 * Not here: rows of generations that run, and who moves rows into the history.
 */
@NullMarked
package io.gemstream.service.history;

import org.jspecify.annotations.NullMarked;
