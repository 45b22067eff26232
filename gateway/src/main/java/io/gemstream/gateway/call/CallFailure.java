package io.gemstream.gateway.call;

import com.google.rpc.Status;

/** A failure that is a status already, as finish records bring them. */
final class CallFailure extends RuntimeException {

    private final transient Status status;

    CallFailure(Status status) {
        super(status.getMessage());
        this.status = status;
    }

    Status status() {
        return status;
    }
}
