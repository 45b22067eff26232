package io.gemstream.gemma.backend.pjrt.api;

import io.gemstream.gemma.error.GemmaException;

/** A plug-in refused or failed a call; the message is the plug-in's own, after the name of the function. */
public sealed class PjrtException extends GemmaException
        permits DeviceMemoryException, DeviceUnavailableException, PjrtVersionException, PluginNotFoundException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode pluginCode;

    PjrtException(ErrorCode pluginCode, String message) {
        super(pluginCode == ErrorCode.RESOURCE_EXHAUSTED ? Code.OUT_OF_MEMORY : Code.DEVICE_UNAVAILABLE, message);
        this.pluginCode = pluginCode;
    }

    /** The kind of failure that the plug-in reports. */
    public ErrorCode pluginCode() {
        return pluginCode;
    }

    /** The exception that fits the plug-in's code and message. */
    static PjrtException of(String function, int code, String message) {
        ErrorCode kind = ErrorCode.of(code);
        String text = function + ": " + message;
        if (kind == ErrorCode.RESOURCE_EXHAUSTED) {
            return new DeviceMemoryException(text);
        }
        // The text of XLA's ActualStructSizeIsGreaterOrEqual (xla/pjrt/c/pjrt_c_api_helpers.cc).
        if (message.startsWith("Unexpected PJRT_") && message.contains(" size: expected ")) {
            return new PjrtVersionException(text);
        }
        return new PjrtException(kind, text);
    }
}
