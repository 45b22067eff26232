package io.gemstream.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.worker.slot.Subscriptions.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {

    private final List<ModelRecord> live = new ArrayList<>();
    private final AtomicInteger losses = new AtomicInteger();
    private final Subscriptions subscriptions = new Subscriptions(new TaskTopics("m", "a", 2, () -> live), losses::get);

    @Test
    void oneConsumerAtATimeIsSetApart() {
        Subscription first = subscriptions.open();
        Subscription second = subscriptions.open();
        assertThat(first.topics()).containsExactly("gemstream.tasks.m", "gemstream.affinity.0.m",
                "gemstream.affinity.1.m", Topics.unwritten("m"));
        assertThat(second.topics()).isEqualTo(first.topics().subList(0, 3));
        assertThat(second.stale()).isFalse();

        first.close();
        assertThat(second.stale()).as("somebody has to be set apart").isTrue();
        second.close();
        assertThat(subscriptions.open().topics()).contains(Topics.unwritten("m"));
    }

    @Test
    void aSubscriptionIsStaleWhenTheAssignmentHasChanged() {
        Subscription alone = subscriptions.open();
        assertThat(alone.stale()).isFalse();
        live.add(ModelRecord.newBuilder().setInstanceId("b").setModel("m").setAffinityTopics(2).build());
        assertThat(alone.stale()).isTrue();
        assertThat(subscriptions.open().stale()).isFalse();
    }

    @Test
    void aSubscriptionIsStaleWhenTheTopicsWereMadeAnew() {
        Subscription before = subscriptions.open();
        losses.incrementAndGet();
        assertThat(before.stale()).isTrue();
        before.close();
        assertThat(subscriptions.open().stale()).isFalse();
    }

    @Test
    void nobodyIsSetApartWhereThereIsOneTopicOnly() {
        Subscriptions plain = new Subscriptions(new TaskTopics("m", "a", 0, () -> live), losses::get);
        try (Subscription only = plain.open()) {
            assertThat(only.topics()).containsExactly("gemstream.tasks.m");
            assertThat(only.stale()).isFalse();
        }
    }
}
