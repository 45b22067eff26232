package io.gemstream.gateway.messaging;

import io.quarkus.logging.LoggingFilter;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps the channels' own reports of failed writes out of the log, each an error with its stack, two for every request
 * of an outage: the request is told, and {@link BrokerContact} says it once. Quarkus' filters by message stop at
 * warnings, and a level would silence the other services' channels, where all run in one process.
 */
@LoggingFilter(name = "gateway-broker-outage")
public final class BrokerOutageFilter implements Filter {

    private static final String LOGGER = "io.smallrye.reactive.messaging.kafka";
    /** Unable to write to Kafka; message not sent. */
    private static final List<String> CODES = List.of("SRMSG18206", "SRMSG18212");
    private static final String CHANNELS = "gateway-";

    @Override
    public boolean isLoggable(LogRecord record) {
        return !LOGGER.equals(record.getLoggerName())
                || record.getMessage() == null
                || CODES.stream().noneMatch(record.getMessage()::startsWith)
                || !isOfTheGateway(record);
    }

    /** Where another logging library had the record first, its message is complete and its parameters are gone. */
    private static boolean isOfTheGateway(LogRecord record) {
        return record.getMessage().contains(CHANNELS)
                || record.getParameters() != null && Arrays.stream(record.getParameters()).anyMatch(
                        parameter -> String.valueOf(parameter).startsWith(CHANNELS));
    }
}
