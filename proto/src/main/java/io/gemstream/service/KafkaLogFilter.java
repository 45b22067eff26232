package io.gemstream.service;

import io.quarkus.logging.LoggingFilter;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Keeps the log readable while Kafka is not as it should be. Its clients warn of the same thing several hundred times a
 * second for as long as a topic is gone: here each is a line a minute. The gateway's channels report each failed write of
 * an outage, with its stack: the request is told, and the gateway says it once. Quarkus' filters by message stop at
 * warnings, and a level would silence what comes once.
 */
@LoggingFilter(name = "gemstream-kafka")
public final class KafkaLogFilter implements Filter {

    private static final String CLIENTS = "org.apache.kafka.";
    private static final String CHANNELS = "io.smallrye.reactive.messaging.";
    /** Unable to write to Kafka; message not sent. */
    private static final List<String> UNWRITTEN = List.of("SRMSG18206", "SRMSG18212");
    private static final String OF_THE_GATEWAY = "gateway-";

    private final RepeatedLines repeated = new RepeatedLines(System::nanoTime);

    @Override
    public boolean isLoggable(LogRecord record) {
        String logger = record.getLoggerName();
        String message = record.getMessage();
        if (logger == null || message == null || !logger.startsWith(CLIENTS) && !logger.startsWith(CHANNELS)) {
            return true;
        }
        if (UNWRITTEN.stream().anyMatch(message::startsWith) && isOfTheGateway(record)) {
            return false;
        }
        return record.getLevel().intValue() < Level.WARNING.intValue()
                || repeated.admits(logger + " " + message + " " + Arrays.toString(record.getParameters()));
    }

    /** Where another logging library had the record first, its message is complete and its parameters are gone. */
    private static boolean isOfTheGateway(LogRecord record) {
        return record.getMessage().contains(OF_THE_GATEWAY)
                || record.getParameters() != null && Arrays.stream(record.getParameters()).anyMatch(
                        parameter -> String.valueOf(parameter).startsWith(OF_THE_GATEWAY));
    }
}
