package io.gemstream.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.Lane;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

class TopicCheckTest {

    private static final Duration DAY = Duration.ofHours(24);
    private static final TopicSpec TOKENS = TopicSpecs.tokens(16, DAY, -1);

    @Test
    void aTopicThatWeMadeIsAsItIsNeeded() {
        for (TopicSpec topic : List.of(TOKENS, TopicSpecs.prompts(Lane.BATCH, 8, DAY), TopicSpecs.control(),
                TopicSpecs.models(),
                TopicSpecs.operations(DAY), TopicSpecs.deadLetters(), TopicSpecs.taskTopic("m", DAY))) {
            assertThat(check(topic, topic.partitions(), topic.configs())).as(topic.name()).isEmpty();
        }
    }

    @Test
    void anotherNumberOfPartitionsIsWorkedWithWhereNoOrderDependsOnIt() {
        for (TopicSpec topic : List.of(TOKENS, TopicSpecs.prompts(Lane.INTERACTIVE, 8, DAY), TopicSpecs.control(),
                TopicSpecs.models(), TopicSpecs.unwrittenTopic("m", DAY))) {
            assertThat(check(topic, 3, topic.configs())).as(topic.name()).isEmpty();
        }
        for (TopicSpec topic : List.of(TopicSpecs.operations(DAY), TopicSpecs.deadLetters(),
                TopicSpecs.taskTopic("m", DAY), TopicSpecs.affinityTopic(0, "m", DAY))) {
            assertThat(check(topic, 3, topic.configs())).containsExactly(new ClusterFinding(
                    ErrorReason.TOPIC_UNUSABLE, true, topic.name() + ": partitions: 3 (expected: 1)"));
        }
    }

    @Test
    void recordsThatWeWriteMustFit() {
        assertThat(check(TOKENS, 16, with(TOKENS, "max.message.bytes", "20000"))).containsExactly(new ClusterFinding(
                ErrorReason.TOPIC_UNUSABLE, true, "gemstream.tokens: max.message.bytes: 20000 (expected: >= 8388608)"));
        assertThat(check(TOKENS, 16, with(TOKENS, "max.message.bytes", "20000000"))).isEmpty();
    }

    @Test
    void aLogMustNotBeCompactedAndATableNeedNot() {
        assertThat(check(TOKENS, 16, with(TOKENS, "cleanup.policy", "compact,delete")))
                .containsExactly(new ClusterFinding(
                ErrorReason.TOPIC_UNUSABLE, true, "gemstream.tokens: cleanup.policy: compact,delete (expected: delete)"));
        TopicSpec models = TopicSpecs.models();
        assertThat(check(models, 1, with(models, "cleanup.policy", "delete"))).containsExactly(new ClusterFinding(
                ErrorReason.TOPIC_UNUSABLE, false,
                "gemstream.models: cleanup.policy: delete (expected: compact); starts read all of it"));
        TopicSpec rows = TopicSpecs.operations(DAY);
        assertThat(check(rows, 1, with(rows, "cleanup.policy", "compact"))).isEmpty();
    }

    @Test
    void recordsMustBeKeptForAsLongAsRequestsWait() {
        assertThat(check(TOKENS, 16, with(TOKENS, "retention.ms", "60000"))).containsExactly(new ClusterFinding(
                ErrorReason.TOPIC_UNUSABLE, true, "gemstream.tokens: retention.ms: 60000 (expected: >= 900000)"));
        assertThat(check(TOKENS, 16, with(TOKENS, "retention.ms", "3600000"))).singleElement()
                .extracting(ClusterFinding::blocks).isEqualTo(false);
        assertThat(check(TOKENS, 16, with(TOKENS, "retention.ms", "-1"))).as("for ever").isEmpty();
        TopicSpec brief = TopicSpecs.tokens(16, Duration.ofMinutes(5), -1);
        assertThat(check(brief, 16, brief.configs())).as("as it was wanted").isEmpty();
    }

    @Test
    void aLimitOfSizeThatIsLessThanWasWantedIsSaid() {
        assertThat(check(TOKENS, 16, with(TOKENS, "retention.bytes", "1000"))).containsExactly(new ClusterFinding(
                ErrorReason.TOPIC_UNUSABLE, false, "gemstream.tokens: retention.bytes: 1000 (expected: -1); generations are "
                + "forgotten before their time"));
        TopicSpec tasks = TopicSpecs.taskTopic("m", DAY);
        assertThat(check(tasks, 1, with(tasks, "retention.bytes", "1000"))).containsExactly(new ClusterFinding(
                ErrorReason.TOPIC_UNUSABLE, false, "gemstream.tasks.m: retention.bytes: 1000 (expected: -1); what waits is "
                + "lost where more is written"));
        TopicSpec limited = TopicSpecs.tokens(16, DAY, 160_000_000);
        assertThat(check(limited, 16, limited.configs())).isEmpty();
        assertThat(check(limited, 16, with(limited, "retention.bytes", "-1"))).isEmpty();
        assertThat(check(limited, 16, with(limited, "retention.bytes", "8749999"))).singleElement()
                .extracting(ClusterFinding::text).asString().contains("(expected: >= 8750000)");
    }

    @Test
    void noMoreCopiesMayBeAskedForThanThereAre() {
        assertThat(check(TOKENS, 16, with(TOKENS, "min.insync.replicas", "2"))).containsExactly(new ClusterFinding(
                ErrorReason.TOPIC_UNUSABLE, true,
                "gemstream.tokens: min.insync.replicas: 2 (expected: <= 1, its number of replicas)"));
    }

    @Test
    void aRightThatIsMissingIsNamedBesideThoseThatAreThere() {
        TopicNeed need = new TopicNeed(TOKENS, AclOperation.READ, AclOperation.WRITE);
        assertThat(TopicCheck.of(need, found(16, Map.of(), Set.of(AclOperation.READ, AclOperation.DESCRIBE_CONFIGS))))
                .containsExactly(new ClusterFinding(ErrorReason.BROKER_REFUSED, true,
                        "gemstream.tokens: rights: DescribeConfigs, Read (expected: Read, Write)"));
        assertThat(TopicCheck.hidden(need).text()).isEqualTo("gemstream.tokens: rights: none (expected: Read, Write)");
        assertThat(TopicCheck.of(need, new FoundTopic(Uuid.randomUuid(), 16, 1, Map.of(), Optional.empty())))
                .as("a broker that does not tell").isEmpty();
    }

    @Test
    void whoeverHasToMakeATopicIsToldHow() {
        assertThat(TopicCheck.missing(TopicSpecs.control(), "for want of a right to Create").text())
                .isEqualTo("gemstream.control: does not exist and cannot be made, for want of a right to Create (expected: "
                        + "partitions=1 cleanup.policy=delete max.message.bytes=8388608 retention.bytes=-1 retention.ms=3600000)");
    }

    @Test
    void configurationThatMayNotBeReadIsTakenAsItIs() {
        assertThat(check(TOKENS, 16, Map.of())).isEmpty();
    }

    @Test
    void whatBlocksIsOneFailureAndWhatDoesNotIsNone() {
        ClusterFinding noted = ClusterFinding.noted(ErrorReason.TOPIC_UNUSABLE, "c");
        assertThat(ClusterFinding.failure(List.of(noted))).isEmpty();
        assertThat(ClusterFinding.failure(List.of(noted, ClusterFinding.blocking(ErrorReason.BROKER_REFUSED, "a"),
                ClusterFinding.blocking(ErrorReason.TOPIC_UNUSABLE, "b")))).get().satisfies(failure -> {
                    assertThat(failure.reason()).isEqualTo(ErrorReason.BROKER_REFUSED);
                    assertThat(failure).hasMessage("a; b");
                });
    }

    private static List<ClusterFinding> check(TopicSpec topic, int partitions, Map<String, String> configs) {
        return TopicCheck.of(new TopicNeed(topic), found(partitions, configs, Set.of()));
    }

    private static FoundTopic found(int partitions, Map<String, String> configs, Set<AclOperation> rights) {
        return new FoundTopic(Uuid.randomUuid(), partitions, 1, configs, Optional.of(rights));
    }

    private static Map<String, String> with(TopicSpec topic, String key, String value) {
        Map<String, String> configs = new HashMap<>(topic.configs());
        configs.put(key, value);
        return configs;
    }
}
