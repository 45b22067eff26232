package io.gemstream.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What guidellm saw of one server with one number of clients.
 *
 * @param requests that were answered
 * @param promptTokens of all of them together, as the server counted
 * @param tokens of all answers together
 * @param tokensPerSecond of all answers together, from the first request to the last token
 * @param firstTokenP50Ms median of the requests' times to the first token
 * @param firstTokenP99Ms and what one of a hundred exceeds
 * @param betweenTokensP50Ms median of the requests' mean times from a token to the next
 */
record SweepPoint(long requests, long promptTokens, long tokens, double tokensPerSecond, double firstTokenP50Ms,
        double firstTokenP99Ms, double betweenTokensP50Ms) {

    /** @param benchmark of guidellm's JSON report */
    static SweepPoint read(JsonNode benchmark) {
        JsonNode successful = benchmark.path("requests").path("successful");
        long promptTokens = 0;
        long tokens = 0;
        for (JsonNode request : successful) {
            promptTokens += request.path("prompt_tokens").asLong();
            tokens += request.path("output_tokens").asLong();
        }
        JsonNode firstToken = percentiles(benchmark, "time_to_first_token_ms");
        return new SweepPoint(successful.size(), promptTokens, tokens, tokens / benchmark.path("duration").asDouble(),
                firstToken.path("p50").asDouble(), firstToken.path("p99").asDouble(),
                percentiles(benchmark, "inter_token_latency_ms").path("p50").asDouble());
    }

    private static JsonNode percentiles(JsonNode benchmark, String metric) {
        return benchmark.path("metrics").path(metric).path("successful").path("percentiles");
    }
}
