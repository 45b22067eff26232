package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gemstream.client.Prompts;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.service.cluster.TopicSpec;
import io.gemstream.service.cluster.TopicSpecs;
import io.gemstream.testing.Ports;
import io.gemstream.testing.calls.GenerationClient;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics that others have made, as they saw fit; and a cluster in which services may do what they must and no more. */
class ForeignTopicsIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration DAY = Duration.ofHours(24);

    @TempDir
    Path data;

    /** What can be worked with is; the rest is named, and when it is mended all serves. */
    @Test
    void topicsThatLoseRequestsAreNamedAndTheOthersAreWorkedWith() throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            create(admin, new TopicSpec(Topics.TOKENS, 1, TopicSpecs.tokens(1, DAY, -1).configs()));
            create(admin, new TopicSpec(Topics.MODELS, 3, Map.of()));
            create(admin, new TopicSpec(Topics.OPERATIONS, 3, Map.of()));
            create(admin, new TopicSpec(Topics.tasks(TinyModel.NAME), 4,
                    TopicSpecs.taskTopic(TinyModel.NAME, DAY).configs()));
            create(admin, new TopicSpec(Topics.PROMPTS, 8, Map.of("max.message.bytes", "20000")));
            try (Services services = Services.start(Map.of("kafka.bootstrap.servers", broker.bootstrapServers()))) {
                String shared = "gemstream.prompts: max.message.bytes: 20000 (expected: >= 8388608)";
                String rows = "gemstream.operations: partitions: 3 (expected: 1)";
                String tasks = "gemstream.tasks." + TinyModel.NAME + ": partitions: 4 (expected: 1)";
                services.awaitProblem(services.gateway(), "TOPIC_UNUSABLE", shared, rows);
                services.awaitProblem(services.tokenizer(), "TOPIC_UNUSABLE", shared, rows, tasks);
                services.awaitProblem(services.worker(), "TOPIC_UNUSABLE", shared, rows, tasks);
                assertThat(services.gateway().output()).contains("gemstream.models: cleanup.policy: delete (expected: "
                        + "compact); starts read all of it");
                StatusRuntimeException refused = Assertions.catchThrowableOfType(
                        StatusRuntimeException.class, () -> services.client().generate(request()));
                assertThat(GenerationClient.reason(refused)).contains(ErrorReason.TOPIC_UNUSABLE);

                admin.deleteTopics(List.of(Topics.OPERATIONS, Topics.tasks(TinyModel.NAME), Topics.PROMPTS)).all().get();
                services.awaitServing();
            }
        }
    }

    /** All topics made beforehand, the usual rights, and none to create, to describe configurations or to set them. */
    @Test
    void rightsToUseTopicsAndGroupsAreEnoughAndOneThatIsMissingIsNamed() throws Exception {
        try (SecuredBroker broker = SecuredBroker.start(data); Admin admin = broker.admin()) {
            for (TopicSpec topic : topics()) {
                create(admin, topic);
            }
            admin.createAcls(rights()).all().get();
            AclBindingFilter writing = new AclBindingFilter(
                    new ResourcePatternFilter(ResourceType.TOPIC, Topics.TOKENS, PatternType.LITERAL),
                    new AccessControlEntryFilter(null, null, AclOperation.WRITE, AclPermissionType.DENY));
            admin.createAcls(List.of(binding(ResourceType.TOPIC, Topics.TOKENS, PatternType.LITERAL, AclOperation.WRITE,
                    AclPermissionType.DENY))).all().get();
            try (Services services = Services.start(broker.settings())) {
                for (JavaProcess process : List.of(services.tokenizer(), services.worker())) {
                    services.awaitProblem(process, "BROKER_REFUSED", "gemstream.tokens: rights: ", "Write)");
                }
                admin.deleteAcls(List.of(writing)).all().get();
                services.awaitServing();
                admin.deleteTopics(List.of(Topics.CONTROL)).all().get();
                services.awaitProblem(services.gateway(), "TOPIC_UNUSABLE", "gemstream.control: does not exist and cannot "
                        + "be made, for want of a right to Create (expected: partitions=1 ");
            }
        }
    }

    @Test
    void aPasswordThatIsWrongIsOneLine() throws Exception {
        try (SecuredBroker broker = SecuredBroker.start(data);
                Services services = Services.start(broker.settings("wrong"))) {
            for (JavaProcess process : List.of(services.gateway(), services.tokenizer(), services.worker())) {
                services.awaitProblem(process, "BROKER_REFUSED", "Authentication failed: Invalid username or password");
                assertThat(process.output()).doesNotContain("Failed authentication with")
                        .doesNotContainPattern("\tat (io\\.gemstream\\.service|org\\.apache\\.kafka)\\.");
            }
        }
    }

    /** The three services, which need not serve. */
    private record Services(int grpcPort, JavaProcess gateway, JavaProcess tokenizer, JavaProcess worker,
            GenerationClient client) implements AutoCloseable {

        static Services start(Map<String, String> settings) {
            int grpcPort = Ports.free();
            return new Services(grpcPort,
                    start("gateway", settings, Map.of("quarkus.grpc.server.port", Integer.toString(grpcPort))),
                    start("tokenizer-service", settings, Map.of()),
                    start("inference-service", settings, Map.of("gemstream.worker.threads", "1")),
                    GenerationClient.connect(grpcPort));
        }

        private static JavaProcess start(String module, Map<String, String> settings, Map<String, String> own) {
            Map<String, String> properties = new LinkedHashMap<>(settings);
            properties.putAll(own);
            properties.put("quarkus.http.port", Integer.toString(Ports.free()));
            properties.put("gemstream.models." + TinyModel.NAME, TinyModel.FILE.toString());
            properties.put("gemstream.topics.watch", "500ms");
            return JavaProcess.start(module, module, properties);
        }

        /** Not ready, for one reason that is logged once. */
        void awaitProblem(JavaProcess process, String reason, String... parts) {
            await().atMost(LIMIT).untilAsserted(() -> {
                assertThat(process.isAlive()).as(process.output()).isTrue();
                Optional<String> line = process.output().lines()
                        .filter(logged -> logged.contains("not ready: " + reason) && Stream.of(parts).allMatch(logged::contains))
                        .reduce((first, again) -> Assertions.fail("told again: " + again));
                assertThat(line).as(process.output()).isPresent();
                assertThat(Health.answer(process)).startsWith("503 ").contains(parts[0]);
            });
        }

        void awaitServing() {
            await().atMost(LIMIT).ignoreExceptionsInstanceOf(StatusRuntimeException.class).untilAsserted(() ->
                    assertThat(client.generate(request()).ids()).hasSize(8));
            for (JavaProcess process : List.of(gateway, tokenizer, worker)) {
                await().atMost(LIMIT).until(() -> Health.ready(process));
            }
            for (int i = 0; i < 8; i++) {
                assertThat(client.generate(request()).ids()).hasSize(8);
            }
        }

        @Override
        public void close() {
            client.close();
            List<JavaProcess> processes = List.of(gateway, tokenizer, worker);
            processes.forEach(JavaProcess::terminate);
            processes.forEach(JavaProcess::close);
        }
    }

    private static GenerateRequest request() {
        return GenerationClient.greedy(Prompts.ids(TinyModel.golden().promptIds()), 8);
    }

    private static void create(Admin admin, TopicSpec topic) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.configs())))
                .all().get();
    }

    private static List<TopicSpec> topics() {
        List<TopicSpec> topics = new ArrayList<>(List.of(TopicSpecs.prompts(Lane.INTERACTIVE, 8, DAY),
                TopicSpecs.prompts(Lane.BATCH, 8, DAY), TopicSpecs.tokens(16, DAY, -1), TopicSpecs.control(),
                TopicSpecs.models(),
                TopicSpecs.operations(DAY), TopicSpecs.history(DAY), TopicSpecs.historyIndex(DAY), TopicSpecs.deadLetters(),
                TopicSpecs.taskTopic(TinyModel.NAME, DAY),
                TopicSpecs.unwrittenTopic(TinyModel.NAME, DAY)));
        for (int number = 0; number < 8; number++) {
            topics.add(TopicSpecs.affinityTopic(number, TinyModel.NAME, DAY));
        }
        return topics;
    }

    private static List<AclBinding> rights() {
        return Stream.of(
                        binding(ResourceType.TOPIC, "gemstream.", PatternType.PREFIXED, AclOperation.READ,
                                AclPermissionType.ALLOW),
                        binding(ResourceType.TOPIC, "gemstream.", PatternType.PREFIXED, AclOperation.WRITE,
                                AclPermissionType.ALLOW),
                        binding(ResourceType.GROUP, "gemstream.", PatternType.PREFIXED, AclOperation.READ,
                                AclPermissionType.ALLOW))
                .toList();
    }

    private static AclBinding binding(
            ResourceType type, String name, PatternType pattern, AclOperation right, AclPermissionType permission) {
        return new AclBinding(new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + SecuredBroker.USER, "*", right, permission));
    }
}
