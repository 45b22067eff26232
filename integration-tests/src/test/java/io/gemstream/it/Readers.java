package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gemstream.proto.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ShareMemberDescription;
import org.apache.kafka.common.KafkaException;

/** Who reads which task topic of {@link TinyModel}, as the broker has it. */
final class Readers {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int UUID_LENGTH = 36;

    private Readers() {}

    /** Waits until so many workers read the shared topic, and one each of the eight affinity topics. */
    static void awaitSettled(Broker broker, int workers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            await().atMost(LIMIT).untilAsserted(() -> {
                Map<String, Set<String>> readers = byTopic(admin);
                readers.remove(Topics.unwritten(TinyModel.NAME)); // of those who had to set themselves apart
                assertThat(readers.remove(Topics.tasks(TinyModel.NAME))).hasSize(workers);
                assertThat(readers).hasSize(8);
                assertThat(readers.values()).allSatisfy(members -> assertThat(members).hasSize(1));
            });
        }
    }

    /** Ids of the workers, by topic. */
    private static Map<String, Set<String>> byTopic(Admin admin) throws InterruptedException {
        String group = Topics.workerGroup(TinyModel.NAME);
        Map<String, Set<String>> readers = new HashMap<>();
        try {
            for (ShareMemberDescription member : admin.describeShareGroups(Set.of(group)).all().get().get(group).members()) {
                String worker = member.clientId().substring("gemstream-worker-".length()).substring(0, UUID_LENGTH);
                member.assignment().topicPartitions().forEach(partition ->
                        readers.computeIfAbsent(partition.topic(), _ -> new HashSet<>()).add(worker));
            }
        } catch (ExecutionException failed) {
            throw new KafkaException(failed.getCause());
        }
        return readers;
    }
}
