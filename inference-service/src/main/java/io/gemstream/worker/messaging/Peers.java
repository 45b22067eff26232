package io.gemstream.worker.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.TopicChange;
import io.gemstream.service.kafka.TopicTail;
import io.gemstream.service.models.LiveWorkers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears the heartbeats of all workers, on a virtual thread of its own. */
final class Peers implements TopicTail.Reader {

    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

    private final LiveWorkers workers = new LiveWorkers(System::currentTimeMillis, System::nanoTime);
    private final CountDownLatch loading = new CountDownLatch(1);
    private final TopicTail tail;

    Peers(KafkaClients kafka) {
        this.tail = new TopicTail(List.of(Topics.MODELS), () -> kafka.consumer("gemstream-worker-peers"), this);
    }

    /** Returns when it knows who lives; call it once the topic exists. */
    void begin() throws InterruptedException {
        Thread.ofVirtual().name("gemstream-worker-peers").start(tail);
        loading.await();
    }

    /** The live workers of a model, this one included once it was heard. */
    List<ModelRecord> live(String model) {
        return workers.of(model);
    }

    /** Takes news of a topic. */
    void changed(TopicChange change) {
        tail.changed(change);
    }

    void end() {
        tail.stop();
    }

    @Override
    public void take(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            workers.remove(record.key());
            return;
        }
        try {
            workers.put(record.key(), ModelRecord.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException malformed) {
            LOG.warn("{}@{} cannot be read and is left out: {}", record.topic(), record.offset(),
                    malformed.getMessage());
        }
    }

    @Override
    public void forget() {
        workers.clear();
    }

    @Override
    public void caughtUp(Map<TopicPartition, Long> ends) {
        loading.countDown();
    }
}
