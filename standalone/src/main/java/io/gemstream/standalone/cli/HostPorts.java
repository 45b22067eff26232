package io.gemstream.standalone.cli;

import io.gemstream.proto.HostPort;
import picocli.CommandLine.TypeConversionException;

/** Parses addresses as users write them. */
final class HostPorts {

    private HostPorts() {}

    /** Reads {@code HOST:PORT}. */
    static HostPort parse(String text) {
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new TypeConversionException(malformed.getMessage());
        }
    }
}
