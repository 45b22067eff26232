package io.gemstream.benchmarks.streams;

import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.TopicReaders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Measures gateways with many open streams; the engine is {@link ScriptedPipeline}. */
public final class OpenStreams {

    private OpenStreams() {}

    /**
     * Arguments: address of a broker, first of the ports for gateways, file for their logs; then
     * {@code slow STREAMS TOKENS CONNECTIONS}, {@code unread STREAMS TOKENS} or
     * {@code takeover STREAMS GATEWAYS list|round-robin}.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        // Kafka's clients tell each request at a lower level, and nobody would read it.
        Logger.getLogger("").setLevel(Level.WARNING);
        KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", args[0]), new TopicReaders());
        int port = Integer.parseInt(args[1]);
        Path log = Path.of(args[2]);
        int streams = Integer.parseInt(args[4]);
        int number = Integer.parseInt(args[5]);
        switch (args[3]) {
            case "slow" -> new SlowStreams(clients, streams, number).measure(args[0], port, log, Integer.parseInt(args[6]));
            case "unread" -> new UnreadStreams(clients, streams, number).measure(args[0], port, log);
            case "takeover" -> new Takeover(args[0], port, number, log, streams).measure(clients,
                    args[6].equals("list") ? Takeover.Way.LIST : Takeover.Way.ROUND_ROBIN);
            default -> throw new IllegalArgumentException(args[3] + " (expected: slow, unread or takeover)");
        }
        System.exit(0); // readers of streams that were never to end
    }
}
