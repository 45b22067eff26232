package io.gemstream.proto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Computes the hash by which a finish record names its prompt; {@code Provenance.prompt_sha256} says of which bytes.
 */
public final class PromptHash {

    private PromptHash() {}

    /** Lower-case hexadecimal SHA-256 of token ids, BOS included. */
    public static String of(List<Integer> ids) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(ids.size(), Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        ids.forEach(bytes::putInt);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
