package io.gemstream.gateway;

import io.gemstream.service.ServiceProcess;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Runs the gateway as a process of its own. */
@QuarkusMain(name = "gateway")
public final class GatewayMain {

    private GatewayMain() {}

    public static void main(String... args) {
        ServiceProcess.run("gateway", args);
    }
}
