package io.gemstream.gemma.backend.cpu;

/** The machine cannot run the numeric profile asked for. */
public final class UnsupportedProfileException extends IllegalStateException {

    UnsupportedProfileException(NumericProfile profile) {
        super("numeric profile " + profile.label()
                + ": this machine lacks what it needs (Linux on x86-64 with AVX-512 VNNI); use exact");
    }
}
