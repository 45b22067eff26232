package io.gemstream.service.kafka;

/** A change of a topic since the last look at it. */
public sealed interface TopicChange {

    /** The topic's name. */
    String topic();

    /** The topic is not there now; readers of it should rest. It may come back as it was. */
    record Gone(String topic) implements TopicChange {}

    /** Another topic has its name now: every offset and every record that is known of it is void. */
    record Remade(String topic) implements TopicChange {}

    /** The topic has another number of partitions. */
    record Resized(String topic, int partitions) implements TopicChange {}
}
