package io.gemstream.worker.messaging;

import io.gemstream.proto.Topics;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.worker.slot.Settlement;
import io.gemstream.worker.slot.Subscriptions;
import io.gemstream.worker.slot.TaskQueue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the tasks of one slot as a member of the share group (KIP-932, ADR 1): one consumer, one record, one lock.
 *
 * <p>Why a consumer per slot. In explicit mode a share consumer fetches nothing while it holds a record that is not
 * acknowledged: poll returns renewed records only (ShareConsumerImpl.collect, kafka-clients 4.2.1). One consumer for
 * all slots would therefore take tasks in rounds, each as long as its longest generation, or take a batch ahead of its
 * free slots and keep it from idle workers. With one consumer per slot a worker takes exactly as many tasks as it has
 * free slots, and renewal and acknowledgement of one task touch no other.
 *
 * <p>{@code record_limit} with one record per poll turns prefetching off: a task not yet taken stays for others. A
 * renewal is committed and then polled for, in this order: the answer is there by then, so that poll returns the
 * renewed record at once and sends no fetch.
 *
 * <p>A poll asks for records until some have come, and a poll that begins while they arrive asks again
 * (fetchMoreRecords in ShareConsumeRequestManager): the second record then lies in this consumer's buffer, locked, while
 * the first is worked on. So a wait is one poll, as long as the wait, and a renewal sends no fetch.
 *
 * <p>One record also over several topics: a broker counts the limit over all partitions of a fetch
 * (ShareFetchUtils.processFetchResponse), and in this mode the client asks one broker at a time
 * (ShareConsumeRequestManager.poll). So where topics have their leaders on different brokers a task waits for the fetch
 * at the other broker to end: 280 ms in the middle and 500 ms at most by default, 7 and 53 ms with {@link #FETCH_WAIT}.
 *
 * <p>The marker of a transaction in a task topic holds up the wait that meets it until that ends (seen with kafka-clients
 * 4.2.1). Nobody but tokenizer services writes there, and they use none.
 */
final class TaskConsumer implements TaskQueue {

    private static final Logger LOG = LoggerFactory.getLogger(TaskConsumer.class);
    /** The broker's default, until a record says what is in force. */
    private static final Duration USUAL_LOCK = Duration.ofSeconds(30);
    /** Long enough to cost an idle worker next to nothing. */
    private static final Duration FETCH_WAIT = Duration.ofMillis(50);
    private static final Duration RENEWAL_WAIT = Duration.ofSeconds(5);
    private static final Duration RENEWED_POLL = Duration.ofMillis(100);
    private static final int RENEWED_POLLS = 10;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final ShareConsumer<String, byte[]> consumer;
    private final Subscriptions.Subscription subscription;
    private final BooleanSupplier orphaned;

    private TaskConsumer(ShareConsumer<String, byte[]> consumer, Subscriptions.Subscription subscription,
            BooleanSupplier orphaned) {
        this.consumer = consumer;
        this.subscription = subscription;
        this.orphaned = orphaned;
    }

    /**
     * Joins a model's workers.
     *
     * @param orphaned whether topics of tasks were lost since now
     */
    static TaskConsumer open(KafkaClients kafka, String model, Subscriptions subscriptions,
            BooleanSupplier orphaned, String clientId) {
        ShareConsumer<String, byte[]> consumer =
                kafka.shareConsumer(clientId, "tasks of " + model, Topics.workerGroup(model), Map.of(
                        ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit",
                        ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(FETCH_WAIT.toMillis()),
                        // A slot waits for its turn without polling, see SlotLoop.
                        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Integer.MAX_VALUE));
        Subscriptions.Subscription subscription = subscriptions.open();
        consumer.subscribe(subscription.topics());
        return new TaskConsumer(consumer, subscription, orphaned);
    }

    @Override
    public boolean stale() {
        return subscription.stale();
    }

    @Override
    public Optional<ConsumerRecord<String, byte[]>> take(Duration wait) {
        try {
            return first(consumer.poll(wait));
        } catch (WakeupException woken) {
            return Optional.empty();
        }
    }

    @Override
    public Duration lock() {
        return consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(USUAL_LOCK);
    }

    @Override
    public boolean renew(ConsumerRecord<String, byte[]> record) {
        consumer.acknowledge(record, AcknowledgeType.RENEW);
        return committed() && returned(record);
    }

    @Override
    public boolean orphaned() {
        return orphaned.getAsBoolean();
    }

    @Override
    public void settle(ConsumerRecord<String, byte[]> record, Settlement settlement) {
        consumer.acknowledge(record, switch (settlement) {
            case ACCEPT -> AcknowledgeType.ACCEPT;
            case RELEASE -> AcknowledgeType.RELEASE;
            case REJECT -> AcknowledgeType.REJECT;
        });
        consumer.commitAsync();
    }

    @Override
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        subscription.close();
        consumer.close(CLOSE_WAIT);
    }

    private boolean committed() {
        for (Map.Entry<TopicIdPartition, Optional<KafkaException>> result :
                consumer.commitSync(RENEWAL_WAIT).entrySet()) {
            if (result.getValue().isPresent()) {
                LOG.warn("lock on {} not renewed: {}", result.getKey(), result.getValue().get().toString());
                return false;
            }
        }
        return true;
    }

    private boolean returned(ConsumerRecord<String, byte[]> record) {
        for (int i = 0; i < RENEWED_POLLS; i++) {
            Optional<ConsumerRecord<String, byte[]>> renewed = take(RENEWED_POLL);
            if (renewed.isPresent()) {
                return renewed.get().offset() == record.offset();
            }
        }
        return false;
    }

    private static Optional<ConsumerRecord<String, byte[]>> first(ConsumerRecords<String, byte[]> records) {
        return records.isEmpty() ? Optional.empty() : Optional.of(records.iterator().next());
    }
}
