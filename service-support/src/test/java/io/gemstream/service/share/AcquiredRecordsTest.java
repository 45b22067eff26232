package io.gemstream.service.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.record.ControlRecordType;
import org.apache.kafka.common.record.EndTransactionMarker;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcquiredRecordsTest {

    private static final TopicIdPartition A = new TopicIdPartition(Uuid.randomUuid(), 3, "a");
    private static final Optional<Integer> LEADER = Optional.of(RecordBatch.NO_PARTITION_LEADER_EPOCH);

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "lz4"})
    void readsWhatWasAcquiredOfABatch(String codec) {
        MemoryRecords batch = MemoryRecords.withRecords(
                10, Compression.of(codec).build(),
                Stream.of("p", "q", "r", "s").map(AcquiredRecordsTest::record).toArray(SimpleRecord[]::new));

        AcquiredRecords acquired = AcquiredRecords.of(A, answer(batch, range(11, 12, 1), range(13, 13, 4)), LEADER);

        assertThat(acquired.gaps()).isEmpty();
        assertThat(acquired.records()).extracting(HeldRecord::offset).containsExactly(11L, 12L, 13L);
        ConsumerRecord<String, byte[]> last = acquired.records().getLast().record();
        assertThat(last.topic()).isEqualTo("a");
        assertThat(last.partition()).isEqualTo(3);
        assertThat(last.timestamp()).isEqualTo(99);
        assertThat(last.key()).isEqualTo("s");
        assertThat(last.value()).isEqualTo("value s".getBytes(StandardCharsets.UTF_8));
        assertThat(last.headers().lastHeader("h").value()).containsExactly(1);
        assertThat(last.deliveryCount()).isEqualTo(Optional.of((short) 4));
    }

    /** Whoever led before may have delivered it, and has not told. */
    @Test
    void isTheFirstToHaveWhatWasWrittenUnderTheSameLeader() {
        MemoryRecords batch = MemoryRecords.withRecords(10, Compression.NONE, 5, record("p"), record("q"));
        ShareFetchResponseData.PartitionData answer = answer(batch, range(10, 10, 1), range(11, 11, 2));
        assertThat(AcquiredRecords.of(A, answer, Optional.of(5)).records()).extracting(HeldRecord::first)
                .containsExactly(true, false);
        assertThat(AcquiredRecords.of(A, answer, Optional.of(6)).records()).noneMatch(HeldRecord::first);
        assertThat(AcquiredRecords.of(A, answer, Optional.empty()).records()).noneMatch(HeldRecord::first);
    }

    @Test
    void aMarkerAndWhatIsNotThereAreGaps() {
        MemoryRecords marker = MemoryRecords.withEndTransactionMarker(
                20, 99, 0, 7, (short) 0, new EndTransactionMarker(ControlRecordType.COMMIT, 0));
        assertThat(AcquiredRecords.of(A, answer(marker, range(20, 21, 1)), LEADER)).isEqualTo(
                new AcquiredRecords(List.of(), List.of(20L, 21L)));
    }

    @Test
    void aRecordMayBeWithoutKeyAndValue() {
        MemoryRecords batch = MemoryRecords.withRecords(
                0, Compression.NONE, new SimpleRecord(99, (byte[]) null, null));
        ConsumerRecord<String, byte[]> record =
                AcquiredRecords.of(A, answer(batch, range(0, 0, 1)), LEADER).records().getFirst().record();
        assertThat(record.key()).isNull();
        assertThat(record.value()).isNull();
    }

    @Test
    void nothingAcquiredIsNothingRead() {
        assertThat(AcquiredRecords.of(A, new ShareFetchResponseData.PartitionData().setPartitionIndex(3), LEADER))
                .isEqualTo(new AcquiredRecords(List.of(), List.of()));
    }

    @Test
    void aDamagedBatchIsSaid() {
        MemoryRecords batch = MemoryRecords.withRecords(0, Compression.NONE, record("p"));
        batch.buffer().put(batch.sizeInBytes() - 3, (byte) 77);
        assertThatExceptionOfType(KafkaException.class)
                .isThrownBy(() -> AcquiredRecords.of(A, answer(batch, range(0, 0, 1)), LEADER));
    }

    private static SimpleRecord record(String key) {
        return new SimpleRecord(
                99, key.getBytes(StandardCharsets.UTF_8), ("value " + key).getBytes(StandardCharsets.UTF_8),
                new Header[] {new RecordHeader("h", new byte[] {1})});
    }

    private static ShareFetchResponseData.AcquiredRecords range(long first, long last, int deliveries) {
        return new ShareFetchResponseData.AcquiredRecords()
                .setFirstOffset(first).setLastOffset(last).setDeliveryCount((short) deliveries);
    }

    private static ShareFetchResponseData.PartitionData answer(
            MemoryRecords records, ShareFetchResponseData.AcquiredRecords... acquired) {
        return new ShareFetchResponseData.PartitionData()
                .setPartitionIndex(3).setRecords(records).setAcquiredRecords(List.of(acquired));
    }
}
