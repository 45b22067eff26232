package io.gemstream.worker.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings of speculation: a worker drafts tokens ahead of the model and has it check several in one step. Changes no
 * text.
 */
@DraftHasModel
@ConfigMapping(prefix = "gemstream.speculation")
public interface SpeculationConfig {

    /** What drafts. */
    enum Mode {
        /** Nothing. */
        OFF,
        /** What followed the same few tokens before, in the prompt or the answer. */
        NGRAM,
        /** A smaller model of the same vocabulary. */
        DRAFT
    }

    /** {@code off}, {@code ngram} or {@code draft}. */
    @WithParentName
    @WithDefault("off")
    Mode mode();

    /** File or folder of the draft model; for {@code draft}, and needed there. It is run as the model itself is. */
    Optional<Path> draftModel();

    /** Drafts of a generation in a step at most. Fewer are made where they turn out wrong. At least 1. */
    @Min(1)
    @WithDefault("7")
    int tokens();

    /**
     * Generations and drafts of a step together at most: with so many rows a step is bound by arithmetic, and drafts
     * cost what they save. An accelerator computes gemstream.worker.slots rows at a time: give it no more. At least 1.
     */
    @Min(1)
    @WithDefault("16")
    int maxRows();
}
