package io.gemstream.standalone;

import io.gemstream.standalone.cli.GemstreamCli;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the process starts. Quarkus boots only in {@code up}, so that the other commands are quick. */
@QuarkusMain(name = "gemstream")
public final class GemstreamMain {

    private GemstreamMain() {}

    public static void main(String... args) {
        System.exit(GemstreamCli.ofThisProcess().run(args));
    }
}
