package io.gemstream.service.kafka;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the messaging channels that read topics (ADR 22). A channel whose poll fails tries again for ever, and
 * neither ends nor is unhealthy (KafkaRecordStreamSubscription, SmallRye Reactive Messaging 4.34). So one that is
 * behind and does not move is looked after: what it should have read next is read by a consumer of ours, whose poll
 * says why it cannot be.
 */
@ApplicationScoped
public class ChannelWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ChannelWatch.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Instance<KafkaClientService> clients;
    private final KafkaClients kafka;
    private final Map<String, StalledPartitions> channels = new HashMap<>();
    private volatile Thread thread = Thread.currentThread();

    ChannelWatch(Instance<KafkaClientService> clients, KafkaClients kafka) {
        this.clients = clients;
        this.kafka = kafka;
    }

    void begin(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("gemstream-channel-watch").start(this::run);
    }

    void end(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                clients.get().getConsumerChannels().forEach(this::look);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(String channel) {
        try {
            Map<TopicPartition, Long> behind = clients.get().getConsumer(channel)
                    .runOnPollingThread(ChannelWatch::behind).await().atMost(ANSWER);
            channels.computeIfAbsent(channel, _ -> new StalledPartitions(PATIENCE)).look(behind, System.nanoTime())
                    .forEach((partition, position) -> read(channel, partition, position));
        } catch (RuntimeException unknown) {
            // One that is being closed fails in many ways, and none may end the watch over the others.
            if (unknown.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            LOG.debug("channel {} does not say where it is", channel, unknown);
        }
    }

    /** A partition that is paused has records enough for now. */
    private static Map<TopicPartition, Long> behind(Consumer<Object, Object> consumer) {
        Map<TopicPartition, Long> behind = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            if (!consumer.paused().contains(partition) && consumer.currentLag(partition).orElse(0) > 0) {
                behind.put(partition, consumer.position(partition));
            }
        }
        return behind;
    }

    private void read(String channel, TopicPartition partition, long position) {
        try (Consumer<String, byte[]> consumer = kafka.consumer(channel + "-watch",
                "channel " + channel + ", " + partition, new StringDeserializer(), Map.of())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, position);
            consumer.poll(ANSWER);
        } catch (KafkaException known) {
            LOG.debug("{}@{} cannot be read", partition, position, known);
        }
    }
}
