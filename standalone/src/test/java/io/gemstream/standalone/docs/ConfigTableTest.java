package io.gemstream.standalone.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.config.HttpConfig;
import io.gemstream.service.cluster.TopicLayout;
import io.gemstream.service.config.LaneConfig;
import io.gemstream.service.config.ModelFiles;
import io.gemstream.tokenizer.config.TokenizerConfig;
import io.gemstream.worker.config.DeviceConfig;
import io.gemstream.worker.config.SpeculationConfig;
import io.gemstream.worker.config.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigTableTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "config.md");
    private static final String FIRST_TABLE = "## ";

    private static final List<ConfigTable> TABLES = List.of(
            new ConfigTable("Gateway", "gateway", GatewayConfig.class),
            new ConfigTable("Gateway: HTTP", "gateway", HttpConfig.class),
            new ConfigTable("Tokenizer service", "tokenizer-service", TokenizerConfig.class),
            new ConfigTable("Worker", "inference-service", WorkerConfig.class),
            new ConfigTable("Worker: device", "inference-service", DeviceConfig.class),
            new ConfigTable("Worker: speculation", "inference-service", SpeculationConfig.class),
            new ConfigTable("Tokenizer service and worker: models", "service-support", ModelFiles.class),
            new ConfigTable("Gateway and tokenizer service: lanes", "service-support", LaneConfig.class),
            new ConfigTable("All services: topics", "service-support", TopicLayout.class));

    /** The tables users read are the ones the services check; -Dgemstream.docs.write=true writes them. */
    @Test
    void theDocumentHasEveryKeyAsItIs() throws IOException {
        String written = Files.readString(DOCUMENT);
        String introduction = written.substring(0, written.indexOf(FIRST_TABLE));
        String expected = introduction + TABLES.stream().map(ConfigTable::text).collect(Collectors.joining("\n"));
        if (Boolean.getBoolean("gemstream.docs.write")) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(expected);
    }
}
