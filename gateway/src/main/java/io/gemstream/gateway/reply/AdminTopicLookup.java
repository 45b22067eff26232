package io.gemstream.gateway.reply;

import io.gemstream.service.failure.Causes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Looks topics up with an admin client, which is opened when it is first needed. It creates no topic. Thread-safe. */
final class AdminTopicLookup implements TopicLookup, AutoCloseable {

    private final Supplier<Admin> admins;
    private Optional<Admin> admin = Optional.empty();

    AdminTopicLookup(Supplier<Admin> admins) {
        this.admins = admins;
    }

    @Override
    public CompletionStage<Map<String, Sighting>> look(Set<String> topics) {
        try {
            Map<String, CompletableFuture<Sighting>> asked = new HashMap<>();
            admin().describeTopics(topics).topicNameValues().forEach((name, answer) -> asked.put(name,
                    answer.toCompletionStage().handle(AdminTopicLookup::sighting).toCompletableFuture()));
            return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new)).thenApply(_ ->
                    asked.entrySet().stream().collect(
                            Collectors.toMap(Map.Entry::getKey, answer -> answer.getValue().join())));
        } catch (KafkaException noClient) {
            return CompletableFuture.completedFuture(topics.stream().collect(
                    Collectors.toMap(Function.identity(), _ -> new Sighting.Unanswered(noClient.toString()))));
        }
    }

    @Override
    public synchronized void close() {
        admin.ifPresent(client -> client.close(Duration.ZERO));
    }

    private synchronized Admin admin() {
        Admin client = admin.orElseGet(admins);
        admin = Optional.of(client);
        return client;
    }

    private static Sighting sighting(@Nullable TopicDescription found, @Nullable Throwable failure) {
        if (found != null) {
            return found.partitions().stream()
                    .filter(partition -> partition.leader() == null || partition.leader().isEmpty())
                    .map(TopicPartitionInfo::partition)
                    .findFirst()
                    .<Sighting>map(Sighting.Leaderless::new)
                    .orElseGet(Sighting.Present::new);
        }
        @Nullable Throwable cause = failure == null ? null : Causes.unwrapped(failure);
        return switch (cause) {
            case UnknownTopicOrPartitionException _ -> new Sighting.Missing();
            case TopicAuthorizationException denied -> new Sighting.Refused("not authorised: " + denied.getMessage());
            case InvalidTopicException invalid -> new Sighting.Refused("invalid: " + invalid.getMessage());
            case null, default -> new Sighting.Unanswered(String.valueOf(cause));
        };
    }
}
