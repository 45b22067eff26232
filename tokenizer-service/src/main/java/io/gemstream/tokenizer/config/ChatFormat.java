package io.gemstream.tokenizer.config;

/** The form in which conversations reach the models. */
public enum ChatFormat {
    /** In Gemma's turns, for models whose files do not say otherwise. */
    FILE,
    /** In Gemma's turns, whatever the files say. */
    GEMMA
}
