package io.gemstream.gateway.openai;

import io.gemstream.proto.v1.GenerateRequest;
import java.util.List;
import java.util.Optional;

/**
 * A request for texts, read.
 *
 * @param shape of the answer
 * @param model the name that the client used; the served one where it used none
 * @param prompts one for each prompt, to be answered {@code n} times
 * @param n choices for each prompt; their seeds are counted up
 * @param scored whether the tokens' log-probabilities are told
 * @param echo whether the choices begin with their prompt
 * @param stream how the answer is streamed, where it is
 */
record TextRequest(Shape shape, String model, List<GenerateRequest> prompts, int n, boolean scored, boolean echo,
        Optional<StreamOptions> stream) {

    /** The choice of that number: those of the first prompt come first. */
    Choice choice(int index) {
        return new Choice(
                scored ? Optional.of(shape == Shape.CHAT ? new ChatScores() : new CompletionScores()) : Optional.empty(),
                echo ? Optional.of(prompts.get(index / n).getPrompt()) : Optional.empty());
    }
}
