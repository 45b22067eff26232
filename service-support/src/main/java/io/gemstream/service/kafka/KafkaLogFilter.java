package io.gemstream.service.kafka;

import io.quarkus.logging.LoggingFilter;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/**
 * Keeps the log readable while Kafka or a topic is away or refuses. Kafka's clients warn of the same thing several
 * hundred times a second for as long as a topic is gone: here each is a line a minute. The gateway's channels report
 * each failed write of an outage, with its stack: the request is told, and the gateway says it once. Quarkus' filters
 * by message stop at warnings, and a level would silence what comes once. Every client of a process whose password is
 * wrong says so, at each try: here one of them does once a minute, beside the line of what watches the cluster.
 */
@LoggingFilter(name = "gemstream-kafka")
public final class KafkaLogFilter implements Filter {

    private static final String CLIENTS = "org.apache.kafka.";
    private static final String CHANNELS = "io.smallrye.reactive.messaging.";
    /** Unable to write to Kafka; message not sent. */
    private static final List<String> UNWRITTEN = List.of("SRMSG18206", "SRMSG18212");
    /** At each try, before the client's own line. */
    private static final String REFUSED = "Failed authentication with";
    private static final String REFUSED_CLIENT = "failed authentication due to";
    /** The call of which an admin client says so fails with it. */
    private static final String REFUSED_ADMIN = "Fatal error during metadata update";
    private static final Pattern CLIENT = Pattern.compile("^\\[[^]]*] ");
    private static final String OF_THE_GATEWAY = "gateway-";

    private static final ScopedValue<Boolean> TRYING = ScopedValue.newInstance();

    private final RepeatedLineFilter repeated = new RepeatedLineFilter(System::nanoTime);

    /**
     * Runs what tries settings out. What clients log meanwhile, on this thread, is not written: what a trial fails with says
     * it, and if it does not fail, those that are made to stay say it again.
     */
    static void whileTrying(Runnable trial) {
        ScopedValue.where(TRYING, true).run(trial);
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        String logger = record.getLoggerName();
        String message = record.getMessage();
        if (logger == null || message == null || !logger.startsWith(CLIENTS) && !logger.startsWith(CHANNELS)) {
            return true;
        }
        if (TRYING.isBound() || message.contains(REFUSED) || message.contains(REFUSED_ADMIN)) {
            return false;
        }
        if (UNWRITTEN.stream().anyMatch(message::startsWith) && isOfTheGateway(record)) {
            return false;
        }
        return record.getLevel().intValue() < Level.WARNING.intValue()
                || repeated.admits(logger + " " + kind(message) + " " + Arrays.toString(record.getParameters()));
    }

    private static String kind(String message) {
        return message.contains(REFUSED_CLIENT) ? CLIENT.matcher(message).replaceFirst("") : message;
    }

    /** Where another logging library had the record first, its message is complete and its parameters are gone. */
    private static boolean isOfTheGateway(LogRecord record) {
        return record.getMessage().contains(OF_THE_GATEWAY)
                || record.getParameters() != null && Arrays.stream(record.getParameters()).anyMatch(
                        parameter -> String.valueOf(parameter).startsWith(OF_THE_GATEWAY));
    }
}
