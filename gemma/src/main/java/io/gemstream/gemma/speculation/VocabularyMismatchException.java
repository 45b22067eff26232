package io.gemstream.gemma.speculation;

/** A draft model numbers its tokens in another way than the model it is to draft for. */
public final class VocabularyMismatchException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    VocabularyMismatchException(int id, String draft, String model) {
        super("draft model: token " + id + " is \"" + draft + "\" (expected: \"" + model + "\", as in the model)");
    }
}
