package io.gemstream.gateway.messaging;

import io.gemstream.service.failure.Causes;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a Kafka outage once at its start and once at its end, however many writes fail in between. The write that was begun last
 * of those that have ended decides: one that waited through an outage may fail when younger ones are taken again.
 */
@Singleton
public final class BrokerOutageLog {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerOutageLog.class);

    // Guarded by this.
    private long youngestBegun;
    private long youngestEnded;
    private boolean lost;

    BrokerOutageLog() {}

    /** The same write, of whose end this takes note. A record that is too large fails by itself, and tells nothing of Kafka. */
    <T> Uni<T> watch(Uni<T> write) {
        return Uni.createFrom().deferred(() -> {
            long number = begin();
            return write.onItem().invoke(() -> succeeded(number)).onFailure(BrokerOutageLog::isOutage)
                    .invoke(failure -> failed(number, failure));
        });
    }

    private static boolean isOutage(Throwable failure) {
        return Causes.first(failure, RecordTooLargeException.class).isEmpty();
    }

    private synchronized long begin() {
        return ++youngestBegun;
    }

    private synchronized void succeeded(long number) {
        if (isYoungest(number) && lost) {
            lost = false;
            LOG.info("Kafka takes requests again");
        }
    }

    private synchronized void failed(long number, Throwable cause) {
        if (isYoungest(number) && !lost) {
            lost = true;
            LOG.warn("Kafka does not take requests; they are refused until it does: {}", cause.getMessage());
        }
    }

    private boolean isYoungest(long number) {
        boolean isYoungest = number > youngestEnded;
        youngestEnded = Math.max(number, youngestEnded);
        return isYoungest;
    }
}
