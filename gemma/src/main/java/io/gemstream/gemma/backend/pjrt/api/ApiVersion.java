package io.gemstream.gemma.backend.pjrt.api;

/**
 * Version of the PJRT API.
 *
 * @param major changes when structs or functions move
 * @param minor grows with every addition
 */
public record ApiVersion(int major, int minor) {

    /** The version whose header this binding was written from. */
    public static final ApiVersion BINDING = new ApiVersion(0, 115);

    /**
     * The oldest plug-in that is let in: its header is the oldest that was compared with this binding's layouts. It has
     * the same functions and fields in the same places, as far as it has them.
     */
    public static final ApiVersion OLDEST = new ApiVersion(0, 81);

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
