package io.gemstream.gemma.engine;

import io.gemstream.gemma.sampling.Logits;
import io.gemstream.gemma.sampling.Sampler;
import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.gemma.sampling.ScoredToken;
import io.gemstream.gemma.sampling.TokenHistory;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.util.Optional;

/** Turns a sequence's logits into tokens and scores, its tokens into text, and tells whether the text has ended. */
final class Generation {

    private static final int[] NO_TOKENS = {};

    private final Sequence sequence;
    private final EngineListener listener;
    private final EndTokens endTokens;
    private final TokenHistory history;
    private final GrammarProgress grammar;
    private final PromptScores promptScores;
    private final TextStream text;

    Generation(Sequence sequence, EngineListener listener, Tokenizer tokenizer) {
        SamplerOptions options = sequence.request().options();
        this.sequence = sequence;
        this.listener = listener;
        this.endTokens = EndTokens.of(tokenizer, sequence.request());
        this.history = new TokenHistory(options.hasPenalties() ? sequence.request().prompt() : NO_TOKENS);
        this.grammar = new GrammarProgress(sequence.request().grammar(), tokenizer.size());
        this.promptScores = new PromptScores(sequence.request().prompt().length);
        this.text = new TextStream(tokenizer, options);
    }

    Sequence sequence() {
        return sequence;
    }

    EngineListener listener() {
        return listener;
    }

    /**
     * Brings text and history to where the resumed tokens left them, and tells whether those had ended the text: an
     * earlier attempt may have published its last token and not its end. There may be more of them than this engine has
     * room for, where the earlier attempt had more.
     */
    Optional<EndReason> replay() {
        int[] resumed = sequence.request().resumed();
        boolean ended = false;
        for (int index = 0; index < resumed.length && !ended; index++) {
            accept(index, resumed[index]);
            ended = endsWith(resumed[index]);
        }
        if (ended) {
            return Optional.of(EndReason.STOP);
        }
        return sequence.unscored() > 0 ? Optional.empty() : full();
    }

    /** Whether there is room for no further token: there may be none to begin with, where only the prompt is scored. */
    Optional<EndReason> full() {
        return fullWith(sequence.generated());
    }

    /** Number of the best tokens that decide which one comes at {@code position}; 0 where it takes all logits. */
    int best(int position) {
        int index = position - sequence.request().prompt().length;
        boolean limited = sequence.request().grammar().isPresent() || endTokens.bannedAt(index).length > 0;
        return position < sequence.length() || limited ? 0 : sequence.request().options().decisive();
    }

    /**
     * Scores the token of the prompt at {@code position}.
     *
     * @param logits those after the token before it
     */
    Optional<EngineEvent.PromptScored> score(Sampler sampler, Logits logits, int position) {
        int best = sequence.request().options().promptLogprobs().orElseThrow();
        Logits.Row row = (Logits.Row) logits; // best() asked for it
        return promptScores.add(sampler.score(row, sequence.request().prompt()[position], best));
    }

    /** Chooses the next token. */
    EngineEvent.TokenSampled sample(Sampler sampler, Logits logits, long nowNanos) {
        int index = sequence.generated();
        ScoredToken token = sampler.sample(
                logits,
                sequence.request().options(),
                history,
                grammar.limits(endTokens.bannedAt(index)),
                index);
        sequence.append(token.id(), nowNanos);
        return new EngineEvent.TokenSampled(
                index, token.id(), token.logprob(), accept(index, token.id()), token.best());
    }

    /** Whether the text ends with this token. */
    Optional<EndReason> endAfter(int index, int id) {
        return endsWith(id) ? Optional.of(EndReason.STOP) : fullWith(index + 1);
    }

    private boolean endsWith(int id) {
        return endTokens.contains(id) || text.stopped();
    }

    private Optional<EndReason> fullWith(int generated) {
        SequenceRequest request = sequence.request();
        boolean full = request.prompt().length + generated >= request.limit();
        return full ? Optional.of(EndReason.LENGTH) : Optional.empty();
    }

    /** The text held back. */
    String flush() {
        return text.flush();
    }

    private String accept(int index, int id) {
        if (sequence.request().options().hasPenalties()) {
            history.add(id);
        }
        grammar.accept(id);
        return endTokens.contains(id) ? "" : text.push(index, id);
    }
}
