package io.gemstream.service.share;

import java.util.List;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.common.internals.ClusterResourceListeners;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.utils.LogContext;

/** Knows the leaders of some topics. Thread-safe. */
final class TopicMetadata extends Metadata {

    private final List<String> topics;

    /** Times in milliseconds. */
    TopicMetadata(List<String> topics, long backoffMs, long longestBackoffMs, long expireMs, LogContext log) {
        super(backoffMs, longestBackoffMs, expireMs, log, new ClusterResourceListeners());
        this.topics = List.copyOf(topics);
    }

    @Override
    protected MetadataRequest.Builder newMetadataRequestBuilder() {
        return MetadataRequest.Builder.forTopicNames(topics, false);
    }

    @Override
    protected boolean retainTopic(String topic, boolean isInternal, long nowMs) {
        return topics.contains(topic);
    }
}
