package io.gemstream.gemma.backend.pjrt.api;

/** No plug-in was found where one was looked for, or the file there is none. */
public final class PluginNotFoundException extends PjrtException {

    private static final long serialVersionUID = 1L;

    /** @param message where it was looked for, and what to install */
    public PluginNotFoundException(String message) {
        super(ErrorCode.NOT_FOUND, message);
    }
}
