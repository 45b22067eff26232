package io.gemstream.gemma.backend.pjrt.api;

/** The plug-in speaks a version of the PJRT API that this binding does not. */
public final class PjrtVersionException extends PjrtException {

    private static final long serialVersionUID = 1L;

    PjrtVersionException(String message) {
        super(ErrorCode.UNIMPLEMENTED, message);
    }
}
