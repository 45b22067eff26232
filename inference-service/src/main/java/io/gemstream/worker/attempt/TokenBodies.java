package io.gemstream.worker.attempt;

import io.gemstream.gemma.engine.EngineEvent;
import io.gemstream.gemma.sampling.ScoredToken;
import io.gemstream.gemma.sampling.TokenLogprob;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.proto.v1.TokensBody;
import io.gemstream.proto.v1.TopLogprobs;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Converts the engine's events to bodies of the log's records.
 *
 * @param pieces names tokens, where the request asked for that
 * @param promptTokens how many the prompt has
 */
record TokenBodies(Optional<IntFunction<String>> pieces, int promptTokens) {

    /** Those of a task, whose prompt has at least one token. */
    static TokenBodies of(TaskRecord task, IntFunction<String> pieces) {
        return new TokenBodies(Optional.of(pieces).filter(_ -> task.getSampling().getPieces()), task.getPromptIdsCount());
    }

    /** A token; nothing is said of best tokens where none were asked for. */
    TokensBody of(EngineEvent.TokenSampled token) {
        TokensBody.Builder body = TokensBody.newBuilder()
                .setIndex(token.index())
                .addIds(token.id())
                .setText(token.text())
                .addLogprobs(token.logprob());
        if (!token.best().isEmpty()) {
            body.addTopLogprobs(top(token.best()));
        }
        pieces.ifPresent(names -> body.addPieces(names.apply(token.id())));
        if (token.index() == 0) {
            body.setPromptTokens(promptTokens);
        }
        return body.build();
    }

    /**
     * Scores of the prompt, whose first token is {@code firstId}. They stand before the first token, at its index and
     * without ids.
     */
    TokensBody of(EngineEvent.PromptScored scored, int firstId) {
        PromptLogprobs.Builder prompt = PromptLogprobs.newBuilder().setFirst(scored.first());
        for (ScoredToken token : scored.tokens()) {
            prompt.addIds(token.id()).addLogprobs(token.logprob());
            if (!token.best().isEmpty()) {
                prompt.addTopLogprobs(top(token.best()));
            }
        }
        pieces.ifPresent(names -> {
            scored.tokens().forEach(token -> prompt.addPieces(names.apply(token.id())));
            if (scored.first() == 1) {
                prompt.setLeadingPiece(names.apply(firstId));
            }
        });
        return TokensBody.newBuilder().setPromptLogprobs(prompt).build();
    }

    /** What there is to say of a prompt of one token, which has no scores: its piece, where that was asked for. */
    Optional<TokensBody> ofLonePrompt(TaskRecord task) {
        return pieces.filter(_ -> promptTokens == 1 && task.getSampling().hasPromptLogprobs())
                .map(names -> TokensBody.newBuilder().setPromptLogprobs(PromptLogprobs.newBuilder()
                        .setFirst(1).setLeadingPiece(names.apply(task.getPromptIds(0)))).build());
    }

    private TopLogprobs top(List<TokenLogprob> best) {
        TopLogprobs.Builder top = TopLogprobs.newBuilder();
        best.forEach(token -> top.addIds(token.id()).addLogprobs(token.logprob()));
        pieces.ifPresent(names -> best.forEach(token -> top.addPieces(names.apply(token.id()))));
        return top.build();
    }
}
