package io.gemstream.standalone.cli;

/** What guesses tokens, as in gemstream.speculation. */
enum SpeculateMode {
    OFF,
    NGRAM,
    DRAFT
}
