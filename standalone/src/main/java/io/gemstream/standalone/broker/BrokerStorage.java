package io.gemstream.standalone.broker;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.common.ShareVersion;

/** Formats the broker's folder, as {@code kafka-storage.sh format} does. */
final class BrokerStorage {

    /** Written last by the formatter: where it is, the folder is complete. */
    private static final String FORMATTED = "meta.properties";

    private BrokerStorage() {}

    /** Formats the folder unless it is formatted already. */
    static void formatOnce(Path dataDir) {
        try {
            Files.createDirectories(dataDir);
        } catch (IOException unusable) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION,
                    "data: " + dataDir + " cannot be created: " + unusable, unusable);
        }
        if (Files.exists(dataDir.resolve(FORMATTED))) {
            return;
        }
        try (PrintStream quiet = new PrintStream(OutputStream.nullOutputStream())) {
            new Formatter()
                    .setPrintStream(quiet)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(BrokerProperties.NODE_ID)
                    .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(dataDir.toString())
                    .setDirectories(List.of(dataDir.toString()))
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setFeatureLevel(ShareVersion.FEATURE_NAME, ShareVersion.SV_1.featureLevel())
                    .run();
        } catch (Exception failed) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION,
                    "data: " + dataDir + " cannot be formatted: " + failed.getMessage(), failed);
        }
    }
}
