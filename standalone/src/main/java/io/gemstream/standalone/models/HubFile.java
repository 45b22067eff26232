package io.gemstream.standalone.models;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file of a repository.
 *
 * @param path relative, with slashes
 * @param bytes empty where nobody has said yet: mirrors' listings have no sizes
 * @param digest what the hub says that it hashes to; empty where nobody has said yet
 */
record HubFile(String path, OptionalLong bytes, Optional<Digest> digest) {

    boolean isGguf() {
        return hasEnding(".gguf");
    }

    boolean isWeights() {
        return isGguf() || hasEnding(".safetensors");
    }

    /** The path without its folders. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether size and digest are known. */
    boolean isKnown() {
        return bytes.isPresent() && digest.isPresent();
    }

    /** The same file, with what another source says where this one says nothing. */
    HubFile or(OptionalLong otherBytes, Optional<Digest> otherDigest) {
        return new HubFile(path, bytes.isPresent() ? bytes : otherBytes, digest.or(() -> otherDigest));
    }

    private boolean hasEnding(String ending) {
        return path.regionMatches(true, path.length() - ending.length(), ending, 0, ending.length());
    }
}
