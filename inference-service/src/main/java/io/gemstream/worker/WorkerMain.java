package io.gemstream.worker;

import io.gemstream.service.ServiceProcess;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Runs the worker as a process of its own. */
@QuarkusMain(name = "worker")
public final class WorkerMain {

    private WorkerMain() {}

    public static void main(String... args) {
        ServiceProcess.run("worker", args);
    }
}
