package io.gemstream.service;

import io.gemstream.proto.GemstreamException;
import io.gemstream.service.config.ValidatorLog;
import io.quarkus.runtime.Quarkus;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Runs a service as a process of its own. A start that fails for a known reason is one line on standard error. */
public final class ServiceProcess {

    private final String name;

    private ServiceProcess(String name) {
        this.name = name;
    }

    /**
     * Blocks until the service ends, and ends the process with it.
     *
     * @param name in front of the line that says why it did not start
     */
    public static void run(String name, String... args) {
        ValidatorLog.quiet();
        NativeCharset.problem().ifPresent(problem -> System.err.println(name + ": " + problem));
        Quarkus.run(null, new ServiceProcess(name)::exit, args);
    }

    private void exit(int code, @Nullable Throwable failure) {
        if (failure != null) {
            StartFailure.known(failure).ifPresent(this::exit);
            LoggerFactory.getLogger(ServiceProcess.class).error("{}: start failed", name, failure);
        }
        System.exit(code);
    }

    private void exit(GemstreamException failure) {
        System.err.println(name + ": " + failure.line());
        System.exit(failure.reason().exitCode());
    }
}
