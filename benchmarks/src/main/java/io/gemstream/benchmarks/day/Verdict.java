package io.gemstream.benchmarks.day;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether every request got its answer, once and as it must be, as its client read it and as the log has it.
 *
 * @param lost tokens that clients missed
 * @param repeated tokens that clients got twice
 * @param different tokens, texts and finish reasons that are not the engine's
 * @param failures what is wrong, a line each; empty where nothing is
 */
record Verdict(int requests, long tokens, int lost, int repeated, int different, List<String> failures) {

    static Verdict of(List<Reading> readings, LogAudit audit, List<String> broken) {
        List<String> failures = new ArrayList<>(broken);
        Map<String, LogAudit.Log> logs = audit.logs();
        long tokens = 0;
        int lost = 0;
        int repeated = 0;
        int different = 0;
        for (Reading reading : readings) {
            lost += reading.lost();
            repeated += reading.repeated();
            different += reading.different();
            tokens += reading.expectedTokens();
            reading.failure().ifPresent(failures::add);
            if (!reading.end().isDone()) {
                failures.add(reading.requestId() + ": no end");
            }
            LogAudit.Log log = logs.get(reading.requestId());
            if (log == null || log.ends() != 1) {
                failures.add(reading.requestId() + ": no end in the log");
            } else if (log.ids().size() != reading.expectedTokens()) {
                failures.add(reading.requestId() + ": " + log.ids().size() + " tokens in the log");
            }
        }
        if (logs.size() != readings.size()) {
            failures.add(logs.size() + " logs of " + readings.size() + " requests");
        }
        if (audit.deadLetters() > 0) {
            failures.add(audit.deadLetters() + " records in gemstream.dead-letters");
        }
        return new Verdict(readings.size(), tokens, lost, repeated, different, failures);
    }
}
