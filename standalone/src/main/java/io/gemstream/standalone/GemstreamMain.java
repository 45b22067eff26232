package io.gemstream.standalone;

import io.gemstream.standalone.cli.GemstreamCli;
import io.gemstream.standalone.http.HttpConnections;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Locale;

/** Starts the process and runs its command. Quarkus boots only in {@code up}, so that the other commands are quick. */
@QuarkusMain(name = "gemstream")
public final class GemstreamMain {

    private GemstreamMain() {}

    public static void main(String... args) {
        StandardError.restore(System.getenv());
        // Nothing is told in the user's language, and the broker and other libraries name files with formatted numbers:
        // they would not find them again in another locale.
        Locale.setDefault(Locale.ROOT);
        HttpConnections.allowProxyLogins();
        System.exit(GemstreamCli.ofThisProcess().run(args));
    }
}
