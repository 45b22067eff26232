package io.gemstream.service.history;

import io.gemstream.proto.v1.OperationRecord;
import java.util.Optional;

/** Chooses rows for a list. */
public interface HistoryFilter {

    /** Whether a window may have rows that are chosen; others are not read. */
    boolean mayHave(WindowSummary window);

    /** The tenant whose rows alone are chosen; empty where those of others are, too. */
    Optional<String> tenant();

    /** Whether a row is chosen. */
    boolean test(OperationRecord row);
}
