package io.gemstream.tokenizerservice.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ControlRecord;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.tokenizerservice.dispatch.Dispatcher;
import io.gemstream.tokenizerservice.dispatch.Roster;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the dispatcher what goes on behind it: cancellations, who works, what has begun and ended. Every process reads
 * all of the three topics, from their beginnings, so that a new one knows what is cancelled and what is running.
 */
final class PipelineTail implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineTail.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KafkaReaders readers;
    private final Dispatcher dispatcher;
    private final Roster roster;
    private volatile Runnable wakeup = () -> { };
    private volatile boolean stopped;

    PipelineTail(KafkaReaders readers, Dispatcher dispatcher, Roster roster) {
        this.readers = readers;
        this.dispatcher = dispatcher;
        this.roster = roster;
    }

    /** Reads until {@link #stop}; a consumer that broke is replaced, and what it brings again changes nothing. */
    @Override
    public void run() {
        while (!stopped) {
            try (Consumer<String, byte[]> consumer = readers.open("tokenizer-tail")) {
                wakeup = consumer::wakeup;
                read(consumer);
            } catch (WakeupException stop) {
                LOG.debug("the pipeline is watched no longer");
            } catch (KafkaException broken) {
                LOG.warn("control, models and operations are read again: {}", broken.toString());
                pause();
            }
        }
    }

    /** Ends {@link #run}. */
    void stop() {
        stopped = true;
        wakeup.run();
    }

    private void read(Consumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = Stream.of(Topics.CONTROL, Topics.MODELS, Topics.OPERATIONS)
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (!stopped) {
            consumer.poll(POLL).forEach(this::take);
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        try {
            switch (record.topic()) {
                case Topics.CONTROL -> control(record);
                case Topics.MODELS -> model(record);
                case Topics.OPERATIONS -> operation(record);
                default -> { }
            }
        } catch (InvalidProtocolBufferException malformed) {
            LOG.warn("{}-{}@{} cannot be read and is left out: {}", record.topic(), record.partition(),
                    record.offset(), malformed.getMessage());
        }
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

    private void model(ConsumerRecord<String, byte[]> record) throws InvalidProtocolBufferException {
        if (record.value() == null) {
            roster.remove(record.key());
        } else {
            roster.put(record.key(), ModelRecord.parseFrom(record.value()));
        }
    }

    private void operation(ConsumerRecord<String, byte[]> record) throws InvalidProtocolBufferException {
        if (record.value() != null) {
            dispatcher.row(OperationRecord.parseFrom(record.value()));
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            stopped = true;
        }
    }
}
