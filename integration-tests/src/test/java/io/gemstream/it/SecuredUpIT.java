package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.Topics;
import io.gemstream.testing.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands at a cluster that asks for a login: {@code kafka.*} reaches all of their clients, as those of the services. */
class SecuredUpIT {

    private static final Duration LIMIT = Duration.ofMinutes(4);

    @TempDir
    Path data;

    @Test
    void upMakesTheTopicsOfAClusterThatAsksForALoginAndAnswers() throws Exception {
        try (SecuredBroker broker = SecuredBroker.start(data.resolve("broker")); Admin admin = broker.admin()) {
            admin.createAcls(rights()).all().get();
            Map<String, String> settings = new HashMap<>(broker.settings());
            String address = settings.remove("kafka.bootstrap.servers");
            settings.put("kafka.client.rack", "a");
            // Longer than what we would wait for a whole call.
            settings.put("kafka.request.timeout.ms", "20000");
            try (JavaProcess up = JavaProcess.start("up", "standalone", settings, "up",
                    "--model", TinyModel.FILE.toString(), "--data", data.resolve("up").toString(),
                    "--kafka-bootstrap", address, "--grpc-port", Integer.toString(Ports.free()),
                    "--http-port", Integer.toString(Ports.free()), "--prompt", "the cat", "--max-tokens", "12")) {
                assertThat(up.awaitExit(LIMIT)).as(up.output()).isZero();
                assertThat(up.output()).containsPattern(StandaloneIT.SUMMARY);
            }
            assertThat(admin.listTopics().names().get()).contains(Topics.PROMPTS, Topics.TOKENS, Topics.DEAD_LETTERS);
            try (JavaProcess list = JavaProcess.start("dead-letters", "standalone", settings,
                    "dead-letters", "list", "--kafka-bootstrap", address)) {
                assertThat(list.awaitExit(LIMIT)).as(list.output()).isZero();
            }
            settings.putAll(broker.settings("wrong"));
            settings.remove("kafka.bootstrap.servers");
            try (JavaProcess list = JavaProcess.start("dead-letters", "standalone", settings,
                    "dead-letters", "list", "--kafka-bootstrap", address)) {
                assertThat(list.awaitExit(LIMIT)).as(list.output()).isEqualTo(77);
                assertThat(list.output()).contains("BROKER_REFUSED");
            }
        }
    }

    /** Everything of ours, and to ask for what there is. */
    private static List<AclBinding> rights() {
        return Stream.of(
                        new ResourcePattern(ResourceType.TOPIC, "gemstream.", PatternType.PREFIXED),
                        new ResourcePattern(ResourceType.GROUP, "gemstream.", PatternType.PREFIXED),
                        new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL))
                .map(resource -> new AclBinding(resource, new AccessControlEntry(
                        "User:" + SecuredBroker.USER, "*", AclOperation.ALL, AclPermissionType.ALLOW)))
                .toList();
    }
}
