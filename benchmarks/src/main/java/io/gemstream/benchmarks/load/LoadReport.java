package io.gemstream.benchmarks.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/**
 * Results for one number of streams.
 *
 * @param streams clients and slots
 * @param measures of starts and of load
 */
record LoadReport(int streams, List<Measure> measures) {

    String text() {
        StringBuilder text = new StringBuilder(
                streams + " streams, as many slots\n" + Measure.head("gemstream", "llama-server") + "\n");
        measures.forEach(measure -> text.append(measure.line()).append('\n'));
        return text.toString();
    }

    static String json(LoadOptions options, List<LoadReport> reports) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("model", options.model().getFileName().toString());
            json.writeStringField("profile", options.profile());
            json.writeNumberField("threads", options.threads());
            json.writeNumberField("prompt_words", options.words());
            json.writeNumberField("tokens", options.tokens());
            json.writeNumberField("requests_per_stream", options.requests());
            json.writeNumberField("turns", options.turns());
            json.writeNumberField("starts", options.number("--starts"));
            json.writeArrayFieldStart("loads");
            for (LoadReport report : reports) {
                json.writeStartObject();
                json.writeNumberField("streams", report.streams());
                for (Measure measure : report.measures()) {
                    measure.write(json);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text + "\n";
    }
}
