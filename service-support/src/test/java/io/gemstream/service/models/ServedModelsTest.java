package io.gemstream.service.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.ModelRecord.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServedModelsTest {

    private static final long MINUTE_MS = Duration.ofMinutes(1).toMillis();
    /** Of an {@link Announcement} with a heartbeat of a second. */
    private static final long LIFE_MS = 15_000;

    private long nowMs = 100 * MINUTE_MS;
    private long skewMs;
    private final ServedModels models = new ServedModels(() -> nowMs + skewMs, () -> nowMs * 1_000_000);

    @BeforeEach
    void nothingIsThere() {
        models.beginHistory();
        models.endHistory();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10, -10, 10_000_000, -10_000_000})
    void aWorkerLivesForItsTimeWhateverTheClocksSay(long minutes) {
        skewMs = minutes * MINUTE_MS;
        heartbeat(Role.WORKER, "a");
        nowMs += LIFE_MS - 1;
        assertThat(ids(models.workers("m"))).containsExactly("a");
        heartbeat(Role.WORKER, "b");
        nowMs += 1;
        assertThat(ids(models.workers("m"))).containsExactly("b");
        assertThat(models.names()).as("known while a record stands").containsExactly("m");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10, -10})
    void threeMissedHeartbeatsCostAWorkerItsTopics(long minutes) {
        skewMs = minutes * MINUTE_MS;
        heartbeat(Role.WORKER, "a");
        heartbeat(Role.WORKER, "b");
        nowMs += 2_999;
        assertThat(ids(models.punctualWorkers("m"))).containsExactly("a", "b");
        heartbeat(Role.WORKER, "b");
        nowMs += 1;
        assertThat(ids(models.punctualWorkers("m"))).containsExactly("b");
        assertThat(ids(models.workers("m"))).as("a failover of brokers ends nobody").containsExactly("a", "b");
    }

    @Test
    void ofHistoryCountsWhatWasNotVoidWhenItWasRead() {
        models.beginHistory();
        put("dead", record(Role.WORKER, "dead", "m", nowMs - LIFE_MS));
        put("late", record(Role.WORKER, "late", "m", nowMs - LIFE_MS + 1));
        models.endHistory();
        assertThat(ids(models.workers("m"))).containsExactly("late");
        assertThat(ids(models.punctualWorkers("m"))).containsExactly("late");
        assertThat(models.names()).containsExactly("m");
    }

    @Test
    void anHourOfAnothersHeartbeatsBuriesWhatWasNotRenewed() {
        heartbeat(Role.WORKER, "dead");
        heartbeat(Role.TOKENIZER, "dead too");
        heartbeat(Role.TOKENIZER, "t");
        put("elsewhere", record(Role.WORKER, "elsewhere", "other", nowMs));
        for (int count = 1; count < 3_600; count++) {
            heartbeat(Role.WORKER, "alive");
            assertThat(outlived()).isEmpty();
        }
        assertThat(outlived()).containsExactly("dead", "dead too");
        models.remove("dead");
        assertThat(outlived()).as("again, if its tombstone did not come back").containsExactly("dead too");
        models.remove("dead too");
        assertThat(outlived()).isEmpty();
        assertThat(models.names()).containsExactly("m", "other");
    }

    @Test
    void whatIsRenewedIsSilentFromThenOn() {
        heartbeat(Role.WORKER, "frozen");
        for (int count = 1; count < 3_600; count++) {
            assertThat(outlived()).isEmpty();
        }
        heartbeat(Role.WORKER, "frozen");
        assertThat(outlived()).isEmpty();
        models.remove("frozen");
        heartbeat(Role.WORKER, "frozen");
        assertThat(ids(models.workers("m"))).as("one that was buried alive").containsExactly("frozen");
    }

    @Test
    void timeAloneBuriesNobody() {
        heartbeat(Role.WORKER, "a");
        nowMs += 1_000_000 * MINUTE_MS;
        assertThat(outlived()).as("nobody was heard meanwhile, so the topic may have stood still").isEmpty();
    }

    @Test
    void aLongLifeIsALongSilence() {
        put("a", record(Role.WORKER, "a", "m", nowMs).toBuilder().setTimeToLiveMs(10 * MINUTE_MS).build());
        for (int count = 1; count < 6_000; count++) {
            assertThat(outlived()).isEmpty();
        }
        assertThat(outlived()).containsExactly("a");
    }

    @Test
    void whereTheReadersClockIsAheadAWorkerOfHistoryLivesFromItsNextHeartbeatOn() {
        skewMs = 10 * MINUTE_MS;
        models.beginHistory();
        heartbeat(Role.WORKER, "a");
        models.endHistory();
        assertThat(models.workers("m")).isEmpty();
        assertThat(models.names()).as("no model is lost").containsExactly("m");
        assertThat(models.latest("m")).isPresent();
        heartbeat(Role.WORKER, "a");
        assertThat(ids(models.workers("m"))).containsExactly("a");
    }

    @Test
    void whereTheReadersClockIsBehindADeadWorkerOfHistoryLivesOnceMoreAndNoLonger() {
        skewMs = -10 * MINUTE_MS;
        models.beginHistory();
        put("dead", record(Role.WORKER, "dead", "m", nowMs - MINUTE_MS));
        models.endHistory();
        assertThat(ids(models.workers("m"))).containsExactly("dead");
        nowMs += LIFE_MS;
        assertThat(models.workers("m")).isEmpty();
    }

    @Test
    void historyThatIsReadOnceMoreRaisesNobodyAndEndsNobody() {
        heartbeat(Role.WORKER, "a");
        heartbeat(Role.WORKER, "dead");
        nowMs += LIFE_MS;
        skewMs = 10 * MINUTE_MS;
        heartbeat(Role.WORKER, "a");
        nowMs += 5_000;
        models.beginHistory();
        put("dead", record(Role.WORKER, "dead", "m", nowMs - LIFE_MS - 5_000));
        put("a", record(Role.WORKER, "a", "m", nowMs - 5_000));
        models.endHistory();
        assertThat(ids(models.workers("m"))).containsExactly("a");
        nowMs += LIFE_MS - 5_000;
        assertThat(models.workers("m")).isEmpty();
    }

    @Test
    void isLoadedOnceTheTopicWasReadToItsEnd() {
        ServedModels fresh = new ServedModels();
        fresh.beginHistory();
        assertThat(fresh.loaded()).isFalse();
        fresh.endHistory();
        assertThat(fresh.loaded()).isTrue();
        fresh.beginHistory();
        assertThat(fresh.loaded()).as("what is known after an outage is known meanwhile").isTrue();
        fresh.clear();
        assertThat(fresh.loaded()).isFalse();
    }

    @Test
    void aGoodbyeCountsAtOnce() {
        heartbeat(Role.WORKER, "a");
        models.remove("a");
        assertThat(models.workers("m")).isEmpty();
        assertThat(models.names()).isEmpty();
        assertThat(models.latest("m")).isEmpty();
    }

    @Test
    void countsByRoleAndModel() {
        heartbeat(Role.TOKENIZER, "t");
        put("w1", record(Role.WORKER, "w1", "m", nowMs).toBuilder().setSlots(4).build());
        nowMs += 5_000;
        put("w2", record(Role.WORKER, "w2", "m", nowMs).toBuilder().setSlots(2).build());
        put("w3", record(Role.WORKER, "w3", "other", nowMs).toBuilder().setSlots(8).build());
        assertThat(models.names()).containsExactly("m", "other");
        assertThat(models.slots("m")).isEqualTo(6);
        assertThat(models.tokenizers("m")).hasSize(1);
        assertThat(models.tokenizers("other")).isEmpty();
        assertThat(models.hasTokenizer()).isTrue();
        nowMs += 10_000;
        assertThat(models.slots("m")).isEqualTo(2);
        assertThat(models.tokenizers("m")).isEmpty();
        assertThat(models.hasTokenizer()).isFalse();
        models.clear();
        assertThat(models.names()).isEmpty();
    }

    @Test
    void theLatestRecordIsTheOneThatArrivedLast() {
        put("w1", record(Role.WORKER, "w1", "m", nowMs + MINUTE_MS).toBuilder().setContextLength(1).build());
        nowMs += 1;
        put("w2", record(Role.WORKER, "w2", "m", nowMs - MINUTE_MS).toBuilder().setContextLength(2).build());
        assertThat(models.latest("m")).map(ModelRecord::getContextLength).contains(2);
    }

    @Test
    void aRecordThatNamesNoHeartbeatIsPunctualForItsLife() {
        put("w", ModelRecord.newBuilder().setRole(Role.WORKER).setModel("m").setInstanceId("w")
                .setTimeToLiveMs(100).build());
        nowMs += 99;
        assertThat(models.punctualWorkers("m")).hasSize(1);
        nowMs += 1;
        assertThat(models.punctualWorkers("m")).isEmpty();
    }

    private void heartbeat(Role role, String id) {
        put(id, record(role, id, "m", nowMs));
    }

    /** A second of the tokenizer t's. */
    private List<String> outlived() {
        return models.outlived("t", record(Role.TOKENIZER, "t", "m", nowMs));
    }

    private void put(String key, ModelRecord record) {
        models.put(key, record);
    }

    private static ModelRecord record(Role role, String id, String model, long atMs) {
        return new Announcement(ModelRecord.newBuilder().setRole(role).setModel(model).setInstanceId(id).build(),
                Duration.ofSeconds(1)).at(atMs);
    }

    private static List<String> ids(List<ModelRecord> records) {
        return records.stream().map(ModelRecord::getInstanceId).toList();
    }
}
