package io.gemstream.standalone.models;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** A model small enough to send around in a test. */
final class Samples {

    static final byte[] CONTENT = bytes(100_000, 1);
    static final KnownModel MODEL = new KnownModel("tiny", "tiny.gguf", CONTENT.length, sha256(CONTENT), "owner/tiny",
            List.of(new KnownModel.Part("tiny-part1", 30_000), new KnownModel.Part("tiny-part2", 70_000)));

    private Samples() {}

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static String sha256(byte[] bytes) {
        return hash("SHA-256", bytes);
    }

    /** As {@code git hash-object} names it. */
    static String gitBlob(byte[] bytes) {
        byte[] header = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] object = Arrays.copyOf(header, header.length + bytes.length);
        System.arraycopy(bytes, 0, object, header.length, bytes.length);
        return hash("SHA-1", object);
    }

    private static String hash(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
