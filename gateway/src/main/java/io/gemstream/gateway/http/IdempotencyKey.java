package io.gemstream.gateway.http;

import io.gemstream.proto.Tenant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * A key by which a client sends the same request again. Requests are named by UUIDs of version 4; keys over HTTP are any
 * text, so ids and seeds follow from a hash of tenant and key, on every gateway alike.
 *
 * @param tenant whose key it is
 * @param key as the client sent it
 */
public record IdempotencyKey(Tenant tenant, String key) {

    private static final long VERSION = 0xF000L;
    private static final long VARIANT = 0x3FFF_FFFF_FFFF_FFFFL;

    /** The request id of choice number {@code choice}. */
    public String requestId(int choice) {
        ByteBuffer hash = hash("id/" + choice);
        return new UUID(hash.getLong() & ~VERSION | 0x4000L, hash.getLong() & VARIANT | 1L << 63).toString();
    }

    /** A seed where the request has none: another would make another request of it. */
    public long seed() {
        return hash("seed").getLong();
    }

    private ByteBuffer hash(String purpose) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(
                    (purpose + "/" + tenant.name() + "/" + key).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
