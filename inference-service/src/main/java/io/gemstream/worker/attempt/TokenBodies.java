package io.gemstream.worker.attempt;

import io.gemstream.gemma.engine.EngineEvent;
import io.gemstream.gemma.sampling.ScoredToken;
import io.gemstream.gemma.sampling.TokenLogprob;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.TokensBody;
import io.gemstream.proto.v1.TopLogprobs;
import java.util.List;

/** Converts the engine's events to bodies of the log's records. */
final class TokenBodies {

    private TokenBodies() {}

    /** A token; nothing is said of best tokens where none were asked for. */
    static TokensBody of(EngineEvent.TokenSampled token) {
        TokensBody.Builder body = TokensBody.newBuilder()
                .setIndex(token.index())
                .addIds(token.id())
                .setText(token.text())
                .addLogprobs(token.logprob());
        if (!token.best().isEmpty()) {
            body.addTopLogprobs(top(token.best()));
        }
        return body.build();
    }

    /** Scores of the prompt. They stand before the first token, at its index and without ids. */
    static TokensBody of(EngineEvent.PromptScored scored) {
        PromptLogprobs.Builder prompt = PromptLogprobs.newBuilder().setFirst(scored.first());
        for (ScoredToken token : scored.tokens()) {
            prompt.addIds(token.id()).addLogprobs(token.logprob());
            if (!token.best().isEmpty()) {
                prompt.addTopLogprobs(top(token.best()));
            }
        }
        return TokensBody.newBuilder().setPromptLogprobs(prompt).build();
    }

    private static TopLogprobs top(List<TokenLogprob> best) {
        TopLogprobs.Builder top = TopLogprobs.newBuilder();
        best.forEach(token -> top.addIds(token.id()).addLogprobs(token.logprob()));
        return top.build();
    }
}
