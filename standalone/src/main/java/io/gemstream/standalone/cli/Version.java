package io.gemstream.standalone.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Reads the version that the build wrote into the jar, and the JVM's. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        Properties build = new Properties();
        try (InputStream in = Objects.requireNonNull(
                Version.class.getResourceAsStream("/gemstream-version.properties"), "gemstream-version.properties")) {
            build.load(in);
        }
        return new String[] {"gemstream " + build.getProperty("version"), "Java " + Runtime.version()};
    }
}
