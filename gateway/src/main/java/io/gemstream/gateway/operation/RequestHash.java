package io.gemstream.gateway.operation;

import com.google.protobuf.ByteString;
import io.gemstream.proto.MessageHash;
import io.gemstream.proto.v1.GenerateRequest;

/** What makes two requests the same: the hash of the message without its key. */
public final class RequestHash {

    private RequestHash() {}

    public static ByteString of(GenerateRequest request) {
        return MessageHash.of(request.toBuilder().clearRequestId().build());
    }
}
