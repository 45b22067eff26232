package io.gemstream.standalone.broker;

import io.gemstream.proto.HostPort;
import io.gemstream.proto.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the broker's configuration by Kafka's names: small heap, share groups on, one node or several. Pure. */
final class BrokerProperties {

    static final String LOOPBACK = "127.0.0.1";
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final String HEARTBEAT_MS = "500";
    private static final String SESSION_MS = "10000";
    private static final String BROKER_LISTENER = "BROKER";

    /** A batch is a record and its headers; the topics bound the record, so this only must not be the tighter one. */
    private static final int BATCH_OVERHEAD_BYTES = 64 << 10;

    private BrokerProperties() {}

    static Map<String, String> of(BrokerSettings settings, Quorum quorum) {
        Map<String, String> properties = new HashMap<>();
        listeners(properties, settings.address(), quorum);
        properties.put("log.dirs", settings.dataDir().toString());
        copies(properties, quorum);
        nodes(properties, quorum);
        groups(properties);
        smallFootprint(properties);
        properties.put("message.max.bytes", Integer.toString(Topics.MAX_RECORD_BYTES + BATCH_OVERHEAD_BYTES));
        properties.put("auto.create.topics.enable", "false");
        return properties;
    }

    private static void listeners(Map<String, String> properties, HostPort address, Quorum quorum) {
        Voter self = quorum.self();
        String broker = BROKER_LISTENER + "://" + address;
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(self.nodeId()));
        properties.put("listeners", broker + "," + CONTROLLER_LISTENER + "://" + self.controller());
        properties.put("advertised.listeners", broker);
        properties.put("inter.broker.listener.name", BROKER_LISTENER);
        properties.put("controller.listener.names", CONTROLLER_LISTENER);
        properties.put("listener.security.protocol.map",
                BROKER_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        // Static voters: the port of a lone one changes from start to start, and a dynamic quorum would keep the old
        // one on disk.
        properties.put("controller.quorum.voters", quorum.votersText());
    }

    /** Kafka's own topics, and those that are made without saying how many copies they have. */
    private static void copies(Map<String, String> properties, Quorum quorum) {
        String copies = Integer.toString(quorum.copies());
        String inSync = Integer.toString(quorum.copiesInSync());
        properties.put("offsets.topic.num.partitions", Integer.toString(CoordinatorTopics.PARTITIONS));
        properties.put("offsets.topic.replication.factor", copies);
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("transaction.state.log.replication.factor", copies);
        properties.put("transaction.state.log.min.isr", inSync);
        properties.put("share.coordinator.state.topic.num.partitions", Integer.toString(CoordinatorTopics.PARTITIONS));
        properties.put("share.coordinator.state.topic.replication.factor", copies);
        properties.put("share.coordinator.state.topic.min.isr", inSync);
        properties.put("default.replication.factor", copies);
        properties.put("min.insync.replicas", inSync);
    }

    private static void nodes(Map<String, String> properties, Quorum quorum) {
        // A killed broker's partitions get their new leader, and the broker itself is admitted again, only when its
        // session has ended (default 9 s).
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.put("broker.session.timeout.ms", "3000");
        if (quorum.voters().size() == 1) {
            // Nobody follows this controller, so its heartbeat in the metadata log would only wake the disk.
            properties.put("metadata.max.idle.interval.ms", "0");
        } else {
            // The first node waits for the others, which someone starts by hand.
            properties.put("initial.broker.registration.timeout.ms", "600000");
        }
    }

    private static void groups(Map<String, String> properties) {
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("group.share.max.size", "1000");
        // Tasks of a topic from the oldest that runs to the newest that does.
        properties.put("group.share.partition.max.record.locks", "10000");
        // A new member learns its partitions at its next heartbeat; at the default of 5 s that is how long the first
        // request would wait.
        for (String kind : List.of("share", "consumer")) {
            properties.put("group." + kind + ".min.heartbeat.interval.ms", HEARTBEAT_MS);
            properties.put("group." + kind + ".heartbeat.interval.ms", HEARTBEAT_MS);
        }
        // What a killed tokenizer or gateway read goes to another only when its session has ended (default 45 s).
        properties.put("group.consumer.min.session.timeout.ms", SESSION_MS);
        properties.put("group.consumer.session.timeout.ms", SESSION_MS);
        // Workers count fruitless attempts themselves; the broker must not drop a task before they do.
        properties.put("group.share.delivery.count.limit", "10");
    }

    private static void smallFootprint(Map<String, String> properties) {
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("background.threads", "2");
        properties.put("num.recovery.threads.per.data.dir", "2");
        properties.put("num.replica.fetchers", "1");
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        properties.put("log.segment.bytes", Integer.toString(128 << 20));
        // An index holds 8 bytes per 4 KiB of log: 256 KiB for a full segment.
        properties.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        properties.put("offsets.topic.segment.bytes", Integer.toString(CoordinatorTopics.SEGMENT_BYTES));
        properties.put("offsets.load.buffer.size", Integer.toString(1 << 20));
        properties.put("share.coordinator.state.topic.segment.bytes", Integer.toString(CoordinatorTopics.SEGMENT_BYTES));
        properties.put("share.coordinator.load.buffer.size", Integer.toString(1 << 20));
        properties.put("transaction.state.log.segment.bytes", Integer.toString(16 << 20));
        properties.put("transaction.state.log.load.buffer.size", Integer.toString(1 << 20));
    }
}
