package io.gemstream.gemma.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Identifies what a model computes by one hash: SHA-256, in lower-case hexadecimal.
 *
 * <ul>
 *   <li>A GGUF file: its own, as hubs publish it. It holds the tokenizer, too.
 *   <li>A safetensors model, or a GGUF one in several files: that of the text which {@code sha256sum} prints for
 *       {@link ModelFile#files}, in their order: a line {@code <hash>  <name>} for each. So
 *       {@code LC_ALL=C sha256sum config.json model*.safetensors | sha256sum} says the same, where no other file has
 *       such a name.
 * </ul>
 */
public final class ModelHash {

    private static final int BUFFER_BYTES = 1 << 20;

    private ModelHash() {}

    /**
     * Reads all files once, on this thread, but for those with a {@link VerifiedStamp} that holds.
     *
     * @throws IOException if a file cannot be read any more, or the thread was interrupted
     */
    public static String sha256(ModelFile model) throws IOException {
        return switch (model) {
            case GgufFile gguf when gguf.files().size() == 1 -> file(gguf.path());
            case GgufFile parts -> listing(parts);
            case SafetensorsModel folder -> listing(folder);
        };
    }

    private static String listing(ModelFile model) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Path file : model.files()) {
            lines.append(file(file)).append("  ").append(file.getFileName()).append('\n');
        }
        return HexFormat.of().formatHex(digest().digest(lines.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static String file(Path file) throws IOException {
        Optional<VerifiedStamp> stamp = VerifiedStamp.read(file);
        if (stamp.isPresent()) {
            return stamp.get().sha256();
        }
        MessageDigest digest = digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
