package io.gemstream.tokenizerservice;

import io.gemstream.gemma.chat.SystemPolicy;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** The tiny model of the test resources. */
final class TinyModel {

    static final String NAME = "tiny";

    private TinyModel() {}

    static Path file() {
        try {
            return Path.of(TinyModel.class.getResource("/gemma3-tiny.gguf").toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static ServedModel read() {
        return ServedModel.read(NAME, file(), SystemPolicy.FOLD);
    }
}
