package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.error.GemmaException;

/** The machine cannot run the numeric profile asked for. */
public final class UnsupportedProfileException extends GemmaException {

    private static final long serialVersionUID = 1L;

    UnsupportedProfileException(NumericProfile profile) {
        super(Code.INCOMPATIBLE, "numeric profile " + profile.label()
                + ": this machine lacks what it needs (" + profile.needs() + "); use exact");
    }
}
