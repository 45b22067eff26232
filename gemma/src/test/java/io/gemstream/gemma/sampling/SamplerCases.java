package io.gemstream.gemma.sampling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The sampler goldens: vectors of logits, and cases with what survives, how probable, and what is drawn. */
final class SamplerCases {

    private static final ObjectMapper JSON = new ObjectMapper();

    private SamplerCases() {}

    record Case(JsonNode json, float[] logits) {

        SamplerOptions options() {
            JsonNode params = json.get("params");
            return SamplerOptions.builder()
                    .temperature(params.path("temperature").asDouble(1))
                    .topK(params.path("top_k").asInt(0))
                    .topP(params.path("top_p").asDouble(1))
                    .minP(params.path("min_p").asDouble(0))
                    .repetitionPenalty(params.path("repetition_penalty").asDouble(1))
                    .frequencyPenalty(params.path("frequency_penalty").asDouble(0))
                    .presencePenalty(params.path("presence_penalty").asDouble(0))
                    .build();
        }

        TokenHistory history() {
            TokenHistory history = new TokenHistory(ints(json.get("params").path("prompt_ids")));
            for (int id : ints(json.get("params").path("output_ids"))) {
                history.add(id);
            }
            return history;
        }

        int[] ids() {
            return ints(json.get("ids"));
        }

        double[] probs() {
            return JSON.convertValue(json.get("probs"), double[].class);
        }

        private static int[] ints(JsonNode array) {
            return StreamSupport.stream(array.spliterator(), false)
                    .mapToInt(JsonNode::intValue)
                    .toArray();
        }

        @Override
        public String toString() {
            return json.get("n") + " " + json.get("name").textValue() + " on " + json.get("logits").textValue();
        }
    }

    static Stream<Case> all() {
        Map<String, float[]> vectors = vectors();
        return StreamSupport.stream(file().get("cases").spliterator(), false)
                .map(json -> new Case(json, vectors.get(json.get("logits").textValue())));
    }

    static JsonNode rawLogprobs() {
        return file().get("raw_logprobs_top8");
    }

    /** Safetensors: a length, a JSON header of that length, then the tensors' bytes. */
    static Map<String, float[]> vectors() {
        try (var in = SamplerCases.class.getResourceAsStream("/sampling/logits.safetensors")) {
            ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            byte[] header = new byte[(int) file.getLong()];
            file.get(header);
            ByteBuffer body = file.slice().order(ByteOrder.LITTLE_ENDIAN);
            Map<String, float[]> vectors = new HashMap<>();
            JSON.readTree(header).properties().forEach(entry -> {
                float[] vector = new float[entry.getValue().get("shape").get(0).intValue()];
                body.position(entry.getValue().get("data_offsets").get(0).intValue());
                body.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
                vectors.put(entry.getKey(), vector);
            });
            return vectors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode file() {
        try {
            return JSON.readTree(SamplerCases.class.getResourceAsStream("/sampling/cases.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
