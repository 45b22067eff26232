package io.gemstream.gemma.engine;

import io.gemstream.gemma.sampling.ScoredToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gathers the scores of a prompt's tokens until there are enough to report. Where the portions begin depends on the
 * prompt alone, so another attempt at the same generation reports the same ones.
 */
final class PromptScores {

    /** Tokens of a portion: some 50 KiB with 20 tokens beside each. */
    static final int PORTION = 256;

    private final int promptLength;
    private final List<ScoredToken> portion = new ArrayList<>();
    private int next = 1; // the first token follows nothing, so it has no probability

    PromptScores(int promptLength) {
        this.promptLength = promptLength;
    }

    /** Takes the score of the next token; gives a portion when one is complete. */
    Optional<EngineEvent.PromptScored> add(ScoredToken token) {
        portion.add(token);
        next++;
        if (portion.size() < PORTION && next < promptLength) {
            return Optional.empty();
        }
        EngineEvent.PromptScored scored = new EngineEvent.PromptScored(next - portion.size(), portion);
        portion.clear();
        return Optional.of(scored);
    }
}
