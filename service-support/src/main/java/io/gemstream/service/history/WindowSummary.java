package io.gemstream.service.history;

import io.gemstream.proto.v1.HistoryWindow;

/**
 * What a window has, for whoever decides whether to read it. Times in milliseconds since 1970; 0 where it has no row.
 *
 * @param firstOffset where it begins
 * @param endOffset the offset after its last record
 * @param firstMs when its first record was written
 * @param lastMs when its last record was written
 * @param firstCreatedMs the earliest creation of a row
 * @param lastCreatedMs the latest creation of a row
 * @param firstEndedMs the earliest end
 * @param lastEndedMs the latest end
 * @param tenants of its rows, and perhaps others
 * @param models of its rows, and perhaps others
 */
public record WindowSummary(
        long firstOffset, long endOffset, long firstMs, long lastMs, long firstCreatedMs, long lastCreatedMs,
        long firstEndedMs, long lastEndedMs, NameFilter tenants, NameFilter models) {

    /**
     * The summary of a window, without its ids.
     *
     * @throws java.io.UncheckedIOException where it is none of ours
     */
    public static WindowSummary of(HistoryWindow window) {
        return new WindowSummary(
                window.getFirstOffset(), window.getEndOffset(), window.getFirstMs(), window.getLastMs(),
                window.getFirstCreatedMs(), window.getLastCreatedMs(), window.getFirstEndedMs(), window.getLastEndedMs(),
                NameFilter.parse(window.getTenants()), NameFilter.parse(window.getModels()));
    }
}
