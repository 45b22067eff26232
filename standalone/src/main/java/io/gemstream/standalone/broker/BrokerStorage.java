package io.gemstream.standalone.broker;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.WriteFailures;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.common.ShareVersion;

/** Formats the broker's folder, as {@code kafka-storage.sh format} does. */
final class BrokerStorage {

    /** Written last by the formatter: where it is, the folder is complete. */
    private static final String FORMATTED = "meta.properties";

    private BrokerStorage() {}

    /**
     * Formats the folder unless it is formatted already.
     *
     * @param named whether somebody chose the cluster; a folder of another one is refused then
     */
    static void formatOnce(Path dataDir, Quorum quorum, boolean named) {
        try {
            Files.createDirectories(dataDir);
            if (!Files.isWritable(dataDir)) {
                throw new AccessDeniedException(dataDir.toString());
            }
        } catch (IOException unusable) {
            throw unwritable(dataDir, unusable);
        }
        Path formatted = dataDir.resolve(FORMATTED);
        if (!Files.exists(formatted)) {
            format(dataDir, quorum);
        } else if (named) {
            requireSame(formatted, quorum);
        }
    }

    private static void format(Path dataDir, Quorum quorum) {
        try (PrintStream quiet = new PrintStream(OutputStream.nullOutputStream())) {
            new Formatter()
                    .setPrintStream(quiet)
                    .setClusterId(quorum.clusterId())
                    .setNodeId(quorum.nodeId())
                    .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(dataDir.toString())
                    .setDirectories(List.of(dataDir.toString()))
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setFeatureLevel(ShareVersion.FEATURE_NAME, ShareVersion.SV_1.featureLevel())
                    .run();
        } catch (Exception failed) {
            // The formatter tells failed writes in messages of its own.
            IOException write = new IOException(failed.getMessage(), failed);
            if (failed instanceof IOException || failed.getCause() instanceof IOException || WriteFailures.isFull(write)) {
                throw unwritable(dataDir, write);
            }
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION,
                    "data: " + dataDir + " cannot be formatted: " + failed.getMessage(), failed);
        }
    }

    private static GemstreamException unwritable(Path dataDir, IOException failed) {
        return WriteFailures.of("data: " + dataDir, "--data or GEMSTREAM_HOME", failed);
    }

    /** With another cluster's log a node would take part in neither, and say so only in Kafka's terms. */
    private static void requireSame(Path formatted, Quorum quorum) {
        Properties found = new Properties();
        try (Reader reader = Files.newBufferedReader(formatted)) {
            found.load(reader);
        } catch (IOException unreadable) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION,
                    "data: " + formatted + " cannot be read: " + unreadable, unreadable);
        }
        String node = found.getProperty("node.id", "none");
        String cluster = found.getProperty("cluster.id", "none");
        if (!node.equals(Integer.toString(quorum.nodeId())) || !cluster.equals(quorum.clusterId())) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION, "data: " + formatted.getParent()
                    + " is of node " + node + " of cluster " + cluster + " (expected: node " + quorum.nodeId()
                    + " of cluster " + quorum.clusterId() + ")");
        }
    }
}
