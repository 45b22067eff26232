package io.gemstream.service.models;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.kafka.TopicTail;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes {@link ServedModels} of the records of gemstream.models. */
public record ServedModelsReader(ServedModels models) implements TopicTail.Reader {

    private static final Logger LOG = LoggerFactory.getLogger(ServedModelsReader.class);

    @Override
    public void begin() {
        models.beginHistory();
    }

    @Override
    public void take(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null) {
            return;
        }
        if (record.value() == null) {
            models.remove(record.key());
            return;
        }
        try {
            models.put(record.key(), ModelRecord.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException malformed) {
            LOG.warn("{}-{}@{}, key {}: cannot be read and is left out: {}", record.topic(), record.partition(),
                    record.offset(), record.key(), malformed.getMessage());
        }
    }

    @Override
    public void caughtUp(Map<TopicPartition, Long> ends) {
        if (!models.loaded()) {
            LOG.info("read up to {}", ends);
        }
        models.endHistory();
    }

    @Override
    public void forget() {
        models.clear();
    }
}
