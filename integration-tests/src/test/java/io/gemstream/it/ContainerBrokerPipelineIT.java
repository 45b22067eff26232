package io.gemstream.it;

import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;

/** The suite on Apache's broker image. */
@EnabledIf(value = "dockerEngineRuns", disabledReason = "no Docker engine answers on this machine")
class ContainerBrokerPipelineIT extends PipelineSuite {

    static boolean dockerEngineRuns() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Override
    Broker startBroker() {
        return ContainerBroker.start();
    }
}
