package io.gemstream.benchmarks.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gemstream.benchmarks.Percentiles;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A line of the report.
 *
 * @param streams clients and slots
 * @param ours medians over the rounds
 * @param theirs medians over the rounds
 * @param ratio our tokens per second over theirs, round by round
 */
record LoadRow(int streams, Medians ours, Medians theirs, Percentiles ratio) {

    static final String HEAD = String.format(Locale.ROOT, "%7s   %-32s   %-32s   %s", "",
            "gemstream: tok/s, TTFT p50, p99", "llama-server: tok/s, TTFT p50, p99", "ratio of tok/s: median (range)");

    /** Medians over the rounds of one side; times in milliseconds. */
    record Medians(double tokensPerSecond, double firstTokenP50Ms, double firstTokenP99Ms) {

        static Medians of(List<LoadResult> results) {
            return new Medians(median(results, LoadResult::tokensPerSecond),
                    median(results, result -> result.firstTokenMs().at(50)),
                    median(results, result -> result.firstTokenMs().at(99)));
        }

        private static double median(List<LoadResult> results, ToDoubleFunction<LoadResult> value) {
            return Percentiles.of(results.stream().mapToDouble(value).toArray()).at(50);
        }

        private String cells() {
            return String.format(Locale.ROOT, "%8.1f %9.1f ms %9.1f ms", tokensPerSecond, firstTokenP50Ms, firstTokenP99Ms);
        }
    }

    /** @param ours and theirs: a result per round */
    static LoadRow of(int streams, List<LoadResult> ours, List<LoadResult> theirs) {
        double[] ratios = new double[ours.size()];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = ours.get(round).tokensPerSecond() / theirs.get(round).tokensPerSecond();
        }
        return new LoadRow(streams, Medians.of(ours), Medians.of(theirs), Percentiles.of(ratios));
    }

    String line() {
        return String.format(Locale.ROOT, "%7d   %-32s   %-32s   %.2f (%.2f-%.2f)", streams, ours.cells(), theirs.cells(),
                ratio.at(50), ratio.at(0), ratio.at(100));
    }

    static String json(LoadOptions options, List<LoadRow> rows) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("model", options.model().getFileName().toString());
            json.writeStringField("profile", options.profile());
            json.writeNumberField("threads", options.threads());
            json.writeNumberField("prompt_words", options.words());
            json.writeNumberField("tokens", options.tokens());
            json.writeNumberField("requests_per_stream", options.requests());
            json.writeNumberField("rounds", options.rounds());
            json.writeArrayFieldStart("loads");
            for (LoadRow row : rows) {
                json.writeStartObject();
                json.writeNumberField("streams", row.streams());
                side(json, "gemstream", row.ours());
                side(json, "llama_server", row.theirs());
                json.writeNumberField("ratio_median", row.ratio().at(50));
                json.writeNumberField("ratio_lowest", row.ratio().at(0));
                json.writeNumberField("ratio_highest", row.ratio().at(100));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text + "\n";
    }

    private static void side(JsonGenerator json, String name, Medians medians) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("tokens_per_second", medians.tokensPerSecond());
        json.writeNumberField("first_token_p50_ms", medians.firstTokenP50Ms());
        json.writeNumberField("first_token_p99_ms", medians.firstTokenP99Ms());
        json.writeEndObject();
    }
}
