package io.gemstream.gateway.messaging;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a Kafka outage once at its start and once at its end, however many writes fail in between. */
@Singleton
public final class BrokerOutageLog {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerOutageLog.class);

    private final AtomicBoolean lost = new AtomicBoolean();

    BrokerOutageLog() {}

    void succeeded() {
        if (lost.get() && lost.compareAndSet(true, false)) {
            LOG.info("Kafka takes requests again");
        }
    }

    void failed(Throwable cause) {
        if (lost.compareAndSet(false, true)) {
            LOG.warn("Kafka does not take requests; they are refused until it does: {}", cause.getMessage());
        }
    }
}
