package io.gemstream.standalone.models;

/**
 * A file of a repository.
 *
 * @param path relative, with slashes
 * @param digest what the hub says that it hashes to
 */
record HubFile(String path, long bytes, Digest digest) {

    boolean isGguf() {
        return path.regionMatches(true, path.length() - 5, ".gguf", 0, 5);
    }

    /** The path without its folders. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
