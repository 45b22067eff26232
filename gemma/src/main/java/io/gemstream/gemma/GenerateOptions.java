package io.gemstream.gemma;

import io.gemstream.gemma.constraint.GrammarText;
import io.gemstream.gemma.sampling.SamplerOptions;
import java.util.Optional;

/**
 * Options of one generation: how tokens are chosen, what ends the text, and what the text must match.
 *
 * @param sampling how tokens are chosen, and what ends the text
 * @param constraint what the text must match
 */
public record GenerateOptions(SamplerOptions sampling, Optional<GrammarText> constraint) {

    /** Those of {@link SamplerOptions#builder()}, without a constraint. */
    public static GenerateOptions defaults() {
        return of(SamplerOptions.builder().build());
    }

    /** Without a constraint. */
    public static GenerateOptions of(SamplerOptions sampling) {
        return new GenerateOptions(sampling, Optional.empty());
    }

    /** The same for a text that must match. */
    public GenerateOptions withConstraint(GrammarText text) {
        return new GenerateOptions(sampling, Optional.of(text));
    }
}
