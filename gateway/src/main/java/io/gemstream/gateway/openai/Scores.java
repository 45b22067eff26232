package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.gemstream.proto.v1.TopLogprobs;
import java.util.Optional;

/** Collects the log-probabilities of one choice in a form of OpenAI's. */
interface Scores {

    /** OpenAI's servers never say minus infinity, which JSON has no number for. */
    float LEAST = -9999f;

    /** The first token of a prompt, which follows nothing. */
    void leading(String piece, boolean inText);

    /** A token, its number, and the best beside it. Both numbers are of one computation, and print alike. */
    void add(String piece, float logprob, Optional<TopLogprobs> best);

    /** The prompt's last token has come. */
    void endPrompt();

    /** What has come since the last time. */
    JsonNode take();

    static float finite(float logprob) {
        return Math.max(logprob, LEAST);
    }
}
