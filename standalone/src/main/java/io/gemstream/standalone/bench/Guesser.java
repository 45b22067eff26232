package io.gemstream.standalone.bench;

import java.nio.file.Path;

/** What guesses tokens in the measurement of speculation. */
public sealed interface Guesser {

    /** No measurement. */
    record None() implements Guesser {}

    /** Earlier text. */
    record Ngram() implements Guesser {}

    /** A smaller model. @param model its file or folder */
    record Draft(Path model) implements Guesser {}
}
