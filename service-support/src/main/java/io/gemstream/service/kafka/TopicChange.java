package io.gemstream.service.kafka;

/** What happened to a topic since it was looked at last. */
public sealed interface TopicChange {

    /** The topic's name. */
    String topic();

    /** It is not there now; readers of it should rest. It may come back as it was. */
    record Gone(String topic) implements TopicChange {}

    /** Another topic has its name now: every offset and every record that is known of it is void. */
    record Remade(String topic) implements TopicChange {}

    /** It has another number of partitions. */
    record Resized(String topic, int partitions) implements TopicChange {}
}
