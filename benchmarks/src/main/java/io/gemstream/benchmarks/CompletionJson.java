package io.gemstream.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.OptionalInt;

/** Writes and reads the parts of OpenAI's streaming completions that clients need here. Pure. */
public final class CompletionJson {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String DATA = "data: {";

    private CompletionJson() {}

    /**
     * A line of the stream.
     *
     * @param text of a token; empty where it has none
     * @param completionTokens tokens of the text, where it tells
     */
    public record Chunk(String text, OptionalInt completionTokens) {

        public boolean hasText() {
            return !text.isEmpty();
        }
    }

    /** A request for a text, greedy and past any end. */
    public static String request(String prompt, int tokens) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("prompt", prompt);
            json.writeNumberField("max_tokens", tokens);
            json.writeNumberField("temperature", 0);
            json.writeBooleanField("ignore_eos", true);
            json.writeBooleanField("stream", true);
            json.writeObjectFieldStart("stream_options");
            json.writeBooleanField("include_usage", true);
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    /** @param line of the answer, whatever it is */
    public static Chunk chunk(String line) throws IOException {
        String text = "";
        OptionalInt tokens = OptionalInt.empty();
        if (line.startsWith(DATA)) {
            try (JsonParser json = JSON.createParser(line.substring(DATA.length() - 1))) {
                for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                    if (token == JsonToken.VALUE_STRING && "text".equals(json.currentName())) {
                        text = json.getText();
                    } else if (token == JsonToken.VALUE_NUMBER_INT && "completion_tokens".equals(json.currentName())) {
                        tokens = OptionalInt.of(json.getIntValue());
                    }
                }
            }
        }
        return new Chunk(text, tokens);
    }
}
