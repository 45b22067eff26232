package io.gemstream.standalone.bench;

import java.nio.file.Path;

/** The proposer in the measurement of speculation. */
public sealed interface Drafter {

    /** No measurement. */
    record None() implements Drafter {}

    /** Earlier text. */
    record Ngram() implements Drafter {}

    /** A smaller model. @param model its file or folder */
    record Draft(Path model) implements Drafter {}
}
