package io.gemstream.service.models;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.kafka.TopicTail;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills {@link ServedModels} from the records of gemstream.models.
 *
 * @param hearing told each announcement as well, of live processes or not
 */
public record ServedModelsReader(ServedModels models, Consumer<ModelRecord> hearing) implements TopicTail.Reader {

    private static final Logger LOG = LoggerFactory.getLogger(ServedModelsReader.class);

    /** A reader that only fills the table. */
    public ServedModelsReader(ServedModels models) {
        this(models, _ -> {});
    }

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
            ModelRecord announcement = ModelRecord.parseFrom(record.value());
            models.put(record.key(), announcement);
            hearing.accept(announcement);
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
