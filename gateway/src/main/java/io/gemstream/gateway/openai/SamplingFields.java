package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.gemstream.gateway.http.Fields;
import io.gemstream.proto.Echo;
import io.gemstream.proto.v1.SamplingOptions;
import java.util.Map;

/** Reads how tokens are chosen: OpenAI's fields, and vLLM's further ones. Ranges are those of our own options. */
final class SamplingFields {

    /** vLLM's way to keep all tokens. */
    private static final int ALL = -1;

    private SamplingFields() {}

    static SamplingOptions.Builder read(Fields fields) {
        SamplingOptions.Builder options = SamplingOptions.newBuilder();
        fields.number("temperature").ifPresent(options::setTemperature);
        fields.number("top_p").ifPresent(options::setTopP);
        fields.integer("top_k").map(k -> k == ALL ? 0 : k).ifPresent(options::setTopK);
        fields.number("min_p").ifPresent(options::setMinP);
        fields.longInteger("seed").ifPresent(options::setSeed);
        fields.number("frequency_penalty").ifPresent(options::setFrequencyPenalty);
        fields.number("presence_penalty").ifPresent(options::setPresencePenalty);
        fields.number("repetition_penalty").ifPresent(options::setRepetitionPenalty);
        fields.integer("min_tokens").ifPresent(options::setMinTokens);
        options.setIgnoreEos(fields.flag("ignore_eos"));
        options.addAllStop(fields.texts("stop"));
        options.addAllStopTokenIds(fields.integers("stop_token_ids"));
        fields.object("logit_bias").ifPresent(biases -> biases.object().properties()
                .forEach(bias -> bias(options, biases.path(), bias)));
        Constraints.read(fields, options);
        return options;
    }

    private static void bias(SamplingOptions.Builder options, String path, Map.Entry<String, JsonNode> bias) {
        if (!bias.getValue().isNumber()) {
            throw Fields.wrong(path + bias.getKey(), bias.getValue(), "a number");
        }
        try {
            options.putLogitBias(Integer.parseInt(bias.getKey()), bias.getValue().floatValue());
        } catch (NumberFormatException noId) {
            throw Fields.refused("logit_bias", "logit_bias: " + Echo.quoted(bias.getKey())
                    + " (expected: token ids as names)");
        }
    }
}
