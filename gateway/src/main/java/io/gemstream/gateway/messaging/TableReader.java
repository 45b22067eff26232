package io.gemstream.gateway.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.service.kafka.TopicTail;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a table of a compacted topic.
 *
 * @param table what the rows become
 */
record TableReader(Table table) implements TopicTail.Reader {

    private static final Logger LOG = LoggerFactory.getLogger(TableReader.class);

    /** Called on the tail's thread only. */
    interface Table {

        /** Takes a row. */
        void put(String key, byte[] value) throws InvalidProtocolBufferException;

        /** Takes a tombstone. */
        void remove(String key);

        /** Says that the topic was read to its end once. */
        void markLoaded();

        boolean loaded();

        /** Forgets all rows, and that the topic was read. */
        void clear();
    }

    @Override
    public void forget() {
        table.clear();
    }

    @Override
    public void caughtUp(Map<TopicPartition, Long> ends) {
        if (!table.loaded()) {
            table.markLoaded();
            LOG.info("read up to {}", ends);
        }
    }

    @Override
    public void take(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null) {
            return;
        }
        if (record.value() == null) {
            table.remove(record.key());
            return;
        }
        try {
            table.put(record.key(), record.value());
        } catch (InvalidProtocolBufferException malformed) {
            LOG.warn("{}-{} offset {}, key {}: cannot be read, left out", record.topic(), record.partition(),
                    record.offset(), record.key(), malformed);
        }
    }
}
