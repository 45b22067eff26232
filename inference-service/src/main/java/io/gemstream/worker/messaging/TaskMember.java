package io.gemstream.worker.messaging;

import io.gemstream.proto.Topics;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.share.HeldRecord;
import io.gemstream.service.share.RecordTaker;
import io.gemstream.service.share.ShareMember;
import io.gemstream.worker.slot.Settlement;
import io.gemstream.worker.slot.TaskSource;
import io.gemstream.worker.slot.TaskTopics;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;

/** The worker as a member of its model's share group ({@link ShareMember}), as long as it reads the topics that it should. */
final class TaskMember implements TaskSource {

    private final ShareMember member;
    private final TaskTopics topics;
    private final List<String> subscribed;
    private final IntSupplier losses;
    private final int lossesBefore;
    private final BooleanSupplier orphaned;

    private TaskMember(
            ShareMember member, TaskTopics topics, List<String> subscribed, IntSupplier losses, int lossesBefore,
            BooleanSupplier orphaned) {
        this.member = member;
        this.topics = topics;
        this.subscribed = subscribed;
        this.losses = losses;
        this.lossesBefore = lossesBefore;
        this.orphaned = orphaned;
    }

    /**
     * Joins a model's workers.
     *
     * @param losses how often topics were lost: of one that was made anew, and of its group, a member may hear no more
     * @param orphaned whether topics of tasks were lost since now
     */
    static TaskMember join(
            KafkaClients kafka, String model, TaskTopics topics, IntSupplier losses, BooleanSupplier orphaned, String clientId,
            RecordTaker taker) {
        int lossesBefore = losses.getAsInt();
        List<String> subscribed = topics.now();
        String group = Topics.workerGroup(model);
        ShareMember member = ShareMember.join(
                kafka.ofShareMember(clientId, group), group, subscribed, topics.apart(), taker,
                kafka.reader("tasks of " + model));
        return new TaskMember(member, topics, subscribed, losses, lossesBefore, orphaned);
    }

    @Override
    public boolean stale() {
        return member.over() || member.refused() || losses.getAsInt() != lossesBefore || !topics.now().equals(subscribed);
    }

    @Override
    public boolean orphaned() {
        return orphaned.getAsBoolean();
    }

    @Override
    public void settle(HeldRecord task, Settlement settlement) {
        member.settle(task, switch (settlement) {
            case ACCEPT -> AcknowledgeType.ACCEPT;
            case RELEASE -> AcknowledgeType.RELEASE;
            case REJECT -> AcknowledgeType.REJECT;
        });
    }

    @Override
    public void wanted() {
        member.wanted();
    }

    @Override
    public void retire() {
        member.retire();
    }

    @Override
    public boolean over() {
        return member.over();
    }

    @Override
    public void close() {
        member.close();
    }
}
