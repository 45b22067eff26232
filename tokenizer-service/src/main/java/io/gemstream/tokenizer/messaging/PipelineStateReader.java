package io.gemstream.tokenizer.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ControlRecord;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.service.kafka.TopicTail;
import io.gemstream.service.models.ServedModelsReader;
import io.gemstream.tokenizer.dispatch.Dispatcher;
import io.gemstream.tokenizer.dispatch.RequestClaims;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells dispatcher and claims of cancellations, of live processes, and of the rows of all requests. Every process reads
 * all of the three topics, from their beginnings, so that a new one knows what is cancelled, what is running and whose
 * each id is.
 */
record PipelineStateReader(Dispatcher dispatcher, RequestClaims requestClaims, ServedModelsReader models)
        implements TopicTail.Reader {

    /** The topics that it takes. */
    static final List<String> TOPICS = List.of(Topics.CONTROL, Topics.MODELS, Topics.OPERATIONS);

    private static final Logger LOG = LoggerFactory.getLogger(PipelineStateReader.class);

    @Override
    public void begin() {
        models.begin();
        dispatcher.beginHistory();
    }

    @Override
    public void take(ConsumerRecord<String, byte[]> record) {
        try {
            switch (record.topic()) {
                case Topics.CONTROL -> control(record);
                case Topics.MODELS -> models.take(record);
                case Topics.OPERATIONS -> operation(record);
                default -> { }
            }
        } catch (InvalidProtocolBufferException malformed) {
            LOG.warn("{}-{}@{} cannot be read and is left out: {}", record.topic(), record.partition(),
                    record.offset(), malformed.getMessage());
        }
    }

    @Override
    public void caughtUp(Map<TopicPartition, Long> ends) {
        requestClaims.markLoaded();
        models.caughtUp(ends);
        dispatcher.endHistory();
    }

    @Override
    public void forget() {
        models.forget();
        dispatcher.forgetRunning();
        requestClaims.clear();
    }

    private void control(ConsumerRecord<String, byte[]> record) throws InvalidProtocolBufferException {
        if (record.value() == null) {
            return;
        }
        ControlRecord command = ControlRecord.parseFrom(record.value());
        switch (command.getCommandCase()) {
            case CANCEL -> dispatcher.cancel(command.getRequestId());
            case COMMAND_NOT_SET -> { }
        }
    }

    private void operation(ConsumerRecord<String, byte[]> record) throws InvalidProtocolBufferException {
        if (record.value() == null) {
            requestClaims.remove(record.key());
            dispatcher.deleted(record.key());
        } else {
            OperationRecord row = OperationRecord.parseFrom(record.value());
            requestClaims.put(row);
            dispatcher.row(row);
        }
    }
}
