package io.gemstream.gemma.backend.pjrt.api;

/** The plug-in is there, but it cannot take hold of the device. */
public final class DeviceUnavailableException extends PjrtException {

    private static final long serialVersionUID = 1L;

    /** @param message what is not there, and what is */
    public DeviceUnavailableException(String message) {
        super(ErrorCode.NOT_FOUND, message);
    }

    /**
     * @param cause what the plug-in said
     * @param message what to check
     */
    public DeviceUnavailableException(PjrtException cause, String message) {
        super(cause.pluginCode(), message);
        initCause(cause);
    }
}
