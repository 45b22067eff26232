package io.gemstream.gateway.operation;

import com.google.protobuf.ByteString;
import io.gemstream.proto.MessageHash;
import io.gemstream.proto.v1.GenerateRequest;

/** Computes the hash by which two requests are the same: that of the message without its key. */
public final class RequestHash {

    private RequestHash() {}

    public static ByteString of(GenerateRequest request) {
        return MessageHash.of(request.toBuilder().clearRequestId().build());
    }
}
