package io.gemstream.gateway.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.service.kafka.TopicTail;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills the {@link OperationIndex} from the rows of gemstream.operations. */
record OperationsReader(OperationIndex index) implements TopicTail.Reader {

    private static final Logger LOG = LoggerFactory.getLogger(OperationsReader.class);

    @Override
    public void forget() {
        index.clear();
    }

    @Override
    public void caughtUp(Map<TopicPartition, Long> ends) {
        if (!index.loaded()) {
            index.markLoaded();
            LOG.info("read up to {}", ends);
        }
    }

    @Override
    public void take(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null) {
            return;
        }
        if (record.value() == null) {
            index.remove(record.key());
            return;
        }
        try {
            index.put(OperationRecord.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException malformed) {
            LOG.warn("{}-{} offset {}, key {}: cannot be read, left out", record.topic(), record.partition(),
                    record.offset(), record.key(), malformed);
        }
    }
}
