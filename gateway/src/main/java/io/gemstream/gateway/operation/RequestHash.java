package io.gemstream.gateway.operation;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.gemstream.proto.v1.GenerateRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What makes two requests the same: SHA-256 of the message without its key, maps in the order of their keys. */
public final class RequestHash {

    private RequestHash() {}

    public static ByteString of(GenerateRequest request) {
        GenerateRequest body = request.toBuilder().clearRequestId().build();
        byte[] bytes = new byte[body.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            body.writeTo(out);
            return ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
