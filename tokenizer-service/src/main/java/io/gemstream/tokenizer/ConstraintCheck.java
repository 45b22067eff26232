package io.gemstream.tokenizer;

import io.gemstream.gemma.constraint.ConstraintException;
import io.gemstream.gemma.constraint.GrammarText;
import io.gemstream.gemma.constraint.GrammarText.Syntax;
import io.gemstream.gemma.constraint.JsonWhitespace;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.SamplingOptions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Checks that a constraint can be compiled, before a worker is troubled with it. The gateway knows no grammars, and the
 * worker would only find out when the task's turn has come.
 */
final class ConstraintCheck {

    private ConstraintCheck() {}

    /**
     * @param sampling in their ranges, defaults of the constraint filled in
     * @throws GemstreamException INVALID_CONSTRAINT, with the place and the reason
     */
    static void check(SamplingOptions sampling) {
        text(sampling).ifPresent(text -> {
            try {
                text.compile();
            } catch (ConstraintException refused) {
                String field = text.syntax().name().toLowerCase(Locale.ROOT);
                throw new GemstreamException(ErrorReason.INVALID_CONSTRAINT, field + ": " + refused.getMessage(),
                        Map.of(ErrorStatus.FIELD, "sampling." + field));
            }
        });
    }

    private static Optional<GrammarText> text(SamplingOptions sampling) {
        return switch (sampling.getConstraintCase()) {
            case JSON_SCHEMA -> Optional.of(new GrammarText(
                    Syntax.JSON_SCHEMA,
                    sampling.getJsonSchema(),
                    // Ours have the names of the contract.
                    JsonWhitespace.valueOf(sampling.getJsonWhitespace().name())));
            case REGEX -> Optional.of(new GrammarText(Syntax.REGEX, sampling.getRegex()));
            case GBNF -> Optional.of(new GrammarText(Syntax.GBNF, sampling.getGbnf()));
            case JSON_OBJECT, CONSTRAINT_NOT_SET -> Optional.empty();
        };
    }
}
