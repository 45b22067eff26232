package io.gemstream.gemma.backend.pjrt.api;

/** The device has too little memory for what was asked of it. */
public final class DeviceMemoryException extends PjrtException {

    private static final long serialVersionUID = 1L;

    /** @param message what did not fit, and what to change */
    public DeviceMemoryException(String message) {
        super(ErrorCode.RESOURCE_EXHAUSTED, message);
    }
}
