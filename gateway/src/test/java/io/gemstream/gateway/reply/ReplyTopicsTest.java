package io.gemstream.gateway.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gateway.reply.ReplyTopics.Verdict;
import io.gemstream.gateway.reply.TopicLookup.Sighting;
import io.gemstream.proto.ErrorReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReplyTopicsTest {

    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final Map<String, Sighting> cluster = new HashMap<>();
    private final Set<String> asked = new HashSet<>();
    private long nowMs = 1_000_000;
    private final ReplyTopics topics = new ReplyTopics(names -> {
        asked.addAll(names);
        return CompletableFuture.completedFuture(names.stream().collect(Collectors.toMap(
                name -> name, name -> cluster.getOrDefault(name, new Sighting.Missing()))));
    }, GRACE, PATIENCE, () -> nowMs);

    @Test
    void nothingIsWrittenBeforeATopicWasSeen() {
        cluster.put("t", new Sighting.Present());
        topics.retain(Set.of("t"));
        assertThat(verdict("t")).isInstanceOf(Verdict.Wait.class);
        topics.refresh();
        assertThat(verdict("t")).isInstanceOf(Verdict.Write.class);
    }

    @Test
    void aMissingTopicIsWaitedForAsLongAsTheGraceAndForEachAnswer() {
        topics.retain(Set.of("t"));
        topics.refresh();
        long first = nowMs;
        pass(GRACE.minusMillis(1));
        assertThat(topics.verdict("t", first)).isInstanceOf(Verdict.Wait.class);
        pass(Duration.ofMillis(1));
        assertThat(topics.verdict("t", first)).isInstanceOfSatisfying(Verdict.GiveUp.class, given -> {
            assertThat(given.why().reason()).isEqualTo(ErrorReason.REPLY_FAILED);
            assertThat(given.why()).hasMessageContaining("\"t\"").hasMessageContaining("does not exist");
        });
        assertThat(topics.verdict("t", nowMs)).isInstanceOf(Verdict.Wait.class);
        assertThat(topics.verdict("t", nowMs + 1_000_000)).as("a clock that is ahead").isInstanceOf(Verdict.Wait.class);
    }

    @Test
    void aTopicThatComesIsWrittenTo() {
        topics.retain(Set.of("t"));
        topics.refresh();
        cluster.put("t", new Sighting.Present());
        pass(Duration.ofSeconds(5));
        topics.refresh();
        assertThat(verdict("t")).isInstanceOf(Verdict.Write.class);
    }

    @Test
    void afterAFailureOneAnswerTriesFirst() {
        cluster.put("t", new Sighting.Present());
        topics.retain(Set.of("t"));
        topics.refresh();
        topics.troubled("t", "no leader");
        assertThat(verdict("t")).isInstanceOf(Verdict.Wait.class);
        pass(Duration.ofSeconds(5));
        topics.refresh();
        assertThat(verdict("t")).isInstanceOf(Verdict.Probe.class);
        topics.delivered("t");
        assertThat(verdict("t")).isInstanceOf(Verdict.Write.class);
    }

    @Test
    void troubleThatLastsEnds() {
        cluster.put("t", new Sighting.Leaderless(3));
        topics.retain(Set.of("t"));
        topics.refresh();
        long asked = nowMs;
        pass(PATIENCE.dividedBy(2));
        topics.refresh();
        topics.troubled("t", "not enough replicas");
        pass(PATIENCE.dividedBy(2));
        assertThat(topics.verdict("t", asked)).isInstanceOfSatisfying(Verdict.GiveUp.class, given ->
                assertThat(given.why()).hasMessageContaining("not enough replicas"));
    }

    @Test
    void anOutageOfTheClusterIsNotBlamedOnATopic() {
        topics.retain(Set.of("t"));
        topics.refresh();
        long asked = nowMs;
        cluster.put("t", new Sighting.Unanswered("no broker"));
        pass(PATIENCE);
        topics.refresh();
        assertThat(topics.verdict("t", asked)).isInstanceOf(Verdict.Wait.class);
        pass(GRACE);
        assertThat(topics.verdict("t", asked)).isInstanceOf(Verdict.GiveUp.class);
    }

    @Test
    void whatTheClusterRefusesIsGivenUpAtOnce() {
        cluster.put("secret", new Sighting.Refused("not authorised"));
        topics.retain(Set.of("secret", "bad topic!", "gemstream.tokens", "__consumer_offsets", ""));
        topics.refresh();
        assertThat(verdict("secret")).isInstanceOfSatisfying(Verdict.GiveUp.class, given ->
                assertThat(given.why().reason()).isEqualTo(ErrorReason.REPLY_FAILED));
        for (String never : Set.of("bad topic!", "gemstream.tokens", "__consumer_offsets", "")) {
            assertThat(verdict(never)).as(never).isInstanceOfSatisfying(Verdict.GiveUp.class, given ->
                    assertThat(given.why().reason()).isEqualTo(ErrorReason.MALFORMED_RECORD));
        }
        assertThat(asked).containsExactly("secret");
    }

    @Test
    void questionsAreFewAndOnlyForTopicsThatAreWaitedFor() {
        topics.retain(Set.of("gone", "kept"));
        topics.refresh();
        asked.clear();
        topics.refresh();
        assertThat(asked).as("too soon").isEmpty();
        topics.retain(Set.of("kept"));
        pass(Duration.ofSeconds(5));
        topics.refresh();
        assertThat(asked).containsExactly("kept");
    }

    private Verdict verdict(String topic) {
        return topics.verdict(topic, nowMs);
    }

    private void pass(Duration time) {
        nowMs += time.toMillis();
    }
}
