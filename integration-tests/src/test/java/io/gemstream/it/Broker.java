package io.gemstream.it;

/** A Kafka broker that the services reach at {@link #bootstrapServers()}. */
sealed interface Broker extends AutoCloseable permits ProcessBroker, BrokerCluster, ContainerBroker {

    String bootstrapServers();

    @Override
    void close();
}
