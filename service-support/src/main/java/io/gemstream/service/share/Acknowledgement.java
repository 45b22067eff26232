package io.gemstream.service.share;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.TopicIdPartition;

/**
 * What becomes of an offset that was acquired.
 *
 * @param type as the protocol has it
 */
record Acknowledgement(TopicIdPartition partition, long offset, byte type) {

    boolean isOf(HeldRecord record) {
        return offset == record.offset() && partition.equals(record.partition());
    }

    /** Offsets in a row of which the same becomes: what a request tells in one. */
    record Run(long first, long last, byte type) {

        /** @param some of one partition, each offset once */
        static List<Run> of(List<Acknowledgement> some) {
            List<Run> runs = new ArrayList<>();
            for (Acknowledgement next : some.stream().sorted(Comparator.comparingLong(Acknowledgement::offset)).toList()) {
                if (!runs.isEmpty() && runs.getLast().last + 1 == next.offset() && runs.getLast().type == next.type()) {
                    runs.add(new Run(runs.removeLast().first, next.offset(), next.type()));
                } else {
                    runs.add(new Run(next.offset(), next.offset(), next.type()));
                }
            }
            return runs;
        }
    }
}
