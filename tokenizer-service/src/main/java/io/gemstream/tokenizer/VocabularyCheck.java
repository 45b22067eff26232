package io.gemstream.tokenizer;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Refusals;
import io.gemstream.proto.v1.SamplingOptions;

/**
 * Checks that the token ids in options are ids of the model: gateways know no vocabulary, and the engine would leave
 * out ids that are not.
 */
final class VocabularyCheck {

    private VocabularyCheck() {}

    /**
     * Refuses the first id beyond the vocabulary.
     *
     * @param size how many ids there are
     * @throws GemstreamException INVALID_TOKEN_ID
     */
    static void check(SamplingOptions sampling, int size) {
        for (int i = 0; i < sampling.getStopTokenIdsCount(); i++) {
            require("stop_token_ids[" + i + "]", sampling.getStopTokenIds(i), size);
        }
        sampling.getLogitBiasMap().keySet().stream().sorted().forEach(id -> require("logit_bias", id, size));
    }

    private static void require(String name, int id, int size) {
        if (id < 0 || id >= size) {
            throw Refusals.outOfRange(ErrorReason.INVALID_TOKEN_ID, name, "sampling." + name, id,
                    "0.." + (size - 1) + ", the model's vocabulary");
        }
    }
}
