package io.gemstream.it;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The suite on our own broker command. */
class ProcessBrokerPipelineIT extends PipelineSuite {

    @TempDir
    static Path data;

    @Override
    Broker startBroker() {
        return ProcessBroker.start(data);
    }
}
