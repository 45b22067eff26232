package io.gemstream.gateway.reply;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Queues the records for one topic, and counts those that are on their way. Each key has its turn. No record goes out
 * in the same round behind one of its key that may be too large for the topic, because it would be written without that
 * one: how much a topic takes is known from what it has taken. Not thread-safe.
 */
final class ReplyTopicQueue {

    private static final int MOST_RECORDS = 500;
    private static final long MOST_BYTES = 1 << 20;

    /** A record and its receipt. */
    record Entry(ProducerRecord<String, byte[]> record, ReplyTopicQueues.Receipt receipt) {

        /** Bytes of key, value and headers. */
        int bytes() {
            int bytes = record.key().length() + record.value().length;
            for (Header header : record.headers()) {
                bytes += header.key().length() + header.value().length;
            }
            return bytes;
        }
    }

    /** By key; who waits longest comes first. */
    private final LinkedHashMap<String, Deque<Entry>> queues = new LinkedHashMap<>();
    private long bytes;
    private int taken; // bytes of the largest record that the topic took

    void add(Entry entry) {
        queues.computeIfAbsent(entry.record().key(), _ -> new ArrayDeque<>()).add(entry);
        bytes += entry.bytes();
    }

    /** Bytes of all records that were added and are not {@link #done}. */
    long bytes() {
        return bytes;
    }

    /** The records that go out next, in order; none where nothing lies there. */
    List<Entry> next() {
        List<Entry> round = new ArrayList<>();
        long size = 0;
        for (int keys = queues.size(); keys > 0 && round.size() < MOST_RECORDS && size < MOST_BYTES; keys--) {
            Map.Entry<String, Deque<Entry>> first = queues.pollFirstEntry();
            Deque<Entry> queue = first.getValue();
            boolean more = true;
            while (more && !queue.isEmpty()) {
                Entry entry = queue.remove();
                if (entry.receipt().wanted()) {
                    round.add(entry);
                    size += entry.bytes();
                    more = entry.bytes() <= taken && round.size() < MOST_RECORDS && size < MOST_BYTES;
                } else {
                    bytes -= entry.bytes();
                }
            }
            if (!queue.isEmpty()) {
                queues.putLast(first.getKey(), queue);
            }
        }
        return round;
    }

    /** @param acknowledged whether the topic has it */
    void done(Entry entry, boolean acknowledged) {
        bytes -= entry.bytes();
        if (acknowledged) {
            taken = Math.max(taken, entry.bytes());
        }
    }
}
