package io.gemstream.service.history;

import io.gemstream.proto.v1.OperationRecord;

/** Chooses rows for a list. */
public interface HistoryFilter {

    /** Whether a window may have rows that are chosen; others are not read. */
    boolean mayHave(WindowSummary window);

    /** Whether a row is chosen. */
    boolean test(OperationRecord row);
}
