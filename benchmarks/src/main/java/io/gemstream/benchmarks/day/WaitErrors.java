package io.gemstream.benchmarks.day;

import io.gemstream.proto.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What gateways said a request would wait, and how long requests that came then waited until a worker began them. The gauge
 * speaks of a usual request of the tenant with the most work in the lane, so those of that tenant are compared, or anybody's
 * where nobody waits.
 */
final class WaitErrors {

    /** An estimate says something about the requests of the next second and a half. */
    private static final long FRESH_MS = 1_500;

    private WaitErrors() {}

    /**
     * An estimate and the truth, in seconds.
     *
     * @param atMs milliseconds since 1970
     */
    record Pair(long atMs, Lane lane, double said, double was) {}

    static List<Pair> pairs(List<Moment> moments, List<Reading> readings, Map<String, LogAudit.Log> logs) {
        List<Pair> pairs = new ArrayList<>();
        for (Reading reading : readings) {
            Optional.ofNullable(logs.get(reading.requestId()))
                    .filter(log -> log.firstStartMs() > 0 && reading.acceptedMs() > 0)
                    .flatMap(log -> latest(moments, reading).map(moment -> new Pair(reading.acceptedMs(),
                            reading.asked().lane(), said(moment, reading),
                            Math.max(0, log.firstStartMs() - reading.acceptedMs()) / 1e3)))
                    .ifPresent(pairs::add);
        }
        return pairs;
    }

    /** The last one before the request was accepted at which its gateway spoke of its tenant. */
    private static Optional<Moment> latest(List<Moment> moments, Reading reading) {
        int low = 0;
        int high = moments.size();
        while (low < high) {
            int middle = (low + high) / 2;
            if (moments.get(middle).atMs() <= reading.acceptedMs()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? Optional.empty() : Optional.of(moments.get(low - 1))
                .filter(moment -> reading.acceptedMs() - moment.atMs() < FRESH_MS)
                .filter(moment -> !Double.isNaN(said(moment, reading)))
                .filter(moment -> moment.longest(reading.asked().lane()) < 0
                        || moment.longest(reading.asked().lane()) == reading.asked().party());
    }

    private static double said(Moment moment, Reading reading) {
        return moment.estimates().get(reading.asked().gateway()).getOrDefault(reading.asked().lane(), Double.NaN);
    }
}
