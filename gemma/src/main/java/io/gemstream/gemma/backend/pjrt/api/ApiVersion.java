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
     * The oldest plug-in that is let in. Donation and execution as used here are older, but plug-ins before this one
     * (JAX 0.5, early 2025) read StableHLO of another age; a failure there would be hard to explain.
     */
    public static final ApiVersion OLDEST = new ApiVersion(0, 67);

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
