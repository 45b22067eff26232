package io.gemstream.gateway.openai;

import io.gemstream.gateway.http.Fields;
import java.util.Optional;

/**
 * What a stream tells beside the text.
 *
 * @param usage whether a last chunk has the numbers of tokens
 * @param continuous whether each chunk has those of its choice so far, as vLLM offers it
 */
record StreamOptions(boolean usage, boolean continuous) {

    /** Those of a request; empty where the answer comes at once. */
    static Optional<StreamOptions> read(Fields fields) {
        if (!fields.flag("stream")) {
            return Optional.empty();
        }
        return Optional.of(fields.object("stream_options")
                .map(options -> new StreamOptions(options.flag("include_usage"), options.flag("continuous_usage_stats")))
                .orElse(new StreamOptions(false, false)));
    }
}
