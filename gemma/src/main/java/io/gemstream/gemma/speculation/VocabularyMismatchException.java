package io.gemstream.gemma.speculation;

import io.gemstream.gemma.error.GemmaException;

/** A draft model numbers its tokens in another way than the model it is to draft for. */
public final class VocabularyMismatchException extends GemmaException {

    private static final long serialVersionUID = 1L;

    VocabularyMismatchException(int id, String draft, String model) {
        super(Code.INCOMPATIBLE, "draft model: token " + id + " is \"" + draft + "\" (expected: \"" + model + "\", as in the model)");
    }
}
