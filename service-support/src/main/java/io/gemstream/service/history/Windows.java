package io.gemstream.service.history;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.HistoryWindow;
import io.gemstream.proto.v1.OperationRecord;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cuts partitions of the history into windows, always at the same offsets: whoever does it comes to the same. Pure. */
final class Windows {

    /** Records of a window: few enough to be read while somebody waits. */
    static final int SIZE = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(Windows.class);

    private Windows() {}

    /** Where the window ends that has an offset. */
    static long endAfter(long offset) {
        return (offset / SIZE + 1) * SIZE;
    }

    /**
     * Sums up a window.
     *
     * @param records not empty
     */
    static HistoryWindow of(long firstOffset, long endOffset, List<ConsumerRecord<String, byte[]>> records) {
        HistoryWindow.Builder window = HistoryWindow.newBuilder()
                .setFirstOffset(firstOffset)
                .setEndOffset(endOffset)
                .setFirstMs(records.getFirst().timestamp())
                .setLastMs(records.getLast().timestamp());
        Set<String> ids = new HashSet<>();
        Set<String> tenants = new HashSet<>();
        Set<String> models = new HashSet<>();
        byte[] tenantMarks = new byte[(int) (endOffset - firstOffset)];
        LongSummaryStatistics created = new LongSummaryStatistics();
        LongSummaryStatistics ended = new LongSummaryStatistics();
        for (ConsumerRecord<String, byte[]> record : records) {
            if (record.key() == null) {
                continue;
            }
            ids.add(record.key());
            Optional<OperationRecord> row = row(record);
            if (repeats(row)) {
                window.putAgain(record.key(), record.offset());
            }
            row.ifPresent(some -> {
                tenants.add(tenant(some));
                tenantMarks[(int) (record.offset() - firstOffset)] = TenantMarks.of(some);
                models.add(some.getModel());
                created.accept(some.getCreatedMs());
                ended.accept(some.getEndedMs());
            });
        }
        if (created.getCount() > 0) {
            window.setFirstCreatedMs(created.getMin()).setLastCreatedMs(created.getMax())
                    .setFirstEndedMs(ended.getMin()).setLastEndedMs(ended.getMax());
        }
        return window
                .setRequestIds(NameFilter.of(ids).toBytes())
                .setTenants(NameFilter.of(tenants).toBytes())
                .setModels(NameFilter.of(models).toBytes())
                .setTenantMarks(ByteString.copyFrom(tenantMarks))
                .build();
    }

    /** Whose row it is. */
    static String tenant(OperationRecord row) {
        return row.getTenant().isEmpty() ? Tenant.DEFAULT.name() : row.getTenant();
    }

    /** Whether a record takes the place of an earlier one, or takes that back. */
    static boolean repeats(Optional<OperationRecord> row) {
        return row.map(OperationRecord::getReplyAskedMs).filter(asked -> asked == 0).isEmpty();
    }

    /** The row of a record; empty where the operation was taken back, or the record is none of ours. */
    static Optional<OperationRecord> row(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(OperationRecord.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException notOurs) {
            LOG.warn("{}-{}@{} is no operation and is left out", record.topic(), record.partition(), record.offset());
            return Optional.empty();
        }
    }
}
