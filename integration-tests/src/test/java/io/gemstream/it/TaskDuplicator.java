package io.gemstream.it;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes every task a second time as soon as it is there, as tokenizers do between which a partition moves. */
final class TaskDuplicator implements AutoCloseable {

    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private final Thread thread;
    private volatile boolean stopped;

    private TaskDuplicator(Broker broker, String topic) {
        consumer = broker.consumer();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()), new StringSerializer(), new ByteArraySerializer());
        List<TopicPartition> partitions = TopicRecords.partitions(consumer, topic);
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread = new Thread(this::run, "task-duplicator");
    }

    /** Begins with the next task of a topic. */
    static TaskDuplicator start(Broker broker, String topic) {
        TaskDuplicator duplicator = new TaskDuplicator(broker, topic);
        duplicator.thread.start();
        return duplicator;
    }

    private void run() {
        Set<String> written = new HashSet<>();
        while (!stopped) {
            for (ConsumerRecord<String, byte[]> task : consumer.poll(Duration.ofMillis(10))) {
                if (written.add(task.key())) {
                    producer.send(new ProducerRecord<>(
                            task.topic(), task.partition(), task.key(), task.value(), task.headers()));
                    producer.flush();
                }
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
        consumer.close();
        producer.close();
    }
}
