package io.gemstream.standalone.models;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Facts that a server tells of a file without sending it.
 *
 * @param bytes its size
 * @param digest what it hashes to
 */
record RemoteFacts(OptionalLong bytes, Optional<Digest> digest) {

    static final RemoteFacts NONE = new RemoteFacts(OptionalLong.empty(), Optional.empty());

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");

    /**
     * Reads the headers of one answer. The hub names a file of git-lfs by its SHA-256 and any other as git does, in
     * X-Linked-Etag or, where it sends the file itself, in ETag (huggingface_hub, file_download.py); repository managers
     * have X-Checksum-Sha256, and ETags of their own making.
     *
     * @param header the value of a header
     * @param complete whether this answer is about the file itself, and not a redirect to it
     */
    static RemoteFacts of(Function<String, Optional<String>> header, boolean complete) {
        boolean isHub = header.apply("X-Repo-Commit").isPresent();
        Optional<Digest> digest = List.of("X-Checksum-Sha256", "X-Linked-Etag", "ETag").stream()
                .flatMap(name -> header.apply(name).flatMap(value -> digest(value, isHub)).stream())
                .findFirst();
        OptionalLong linked = number(header.apply("X-Linked-Size"));
        return new RemoteFacts(linked.isEmpty() && complete ? number(header.apply("Content-Length")) : linked, digest);
    }

    /** These facts, and the other's where these are missing. */
    RemoteFacts or(RemoteFacts other) {
        return new RemoteFacts(bytes.isPresent() ? bytes : other.bytes, digest.or(other::digest));
    }

    private static Optional<Digest> digest(String tag, boolean isHub) {
        String hex = tag.strip().replaceAll("^W/|\"", "");
        if (SHA256.matcher(hex).matches()) {
            return Optional.of(Digest.sha256(hex));
        }
        return isHub && SHA1.matcher(hex).matches()
                ? Optional.of(new Digest(Digest.Kind.GIT_BLOB, hex))
                : Optional.empty();
    }

    private static OptionalLong number(Optional<String> text) {
        return text.filter(digits -> digits.matches("\\d{1,18}")).map(Long::parseLong).map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }
}
