package io.gemstream.gateway.openai;

import io.gemstream.proto.MessageHash;
import io.gemstream.proto.v1.Provenance;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * OpenAI's {@code system_fingerprint}: the same where the same prompt, options and seed give the same tokens. It is a hash of
 * what the finish records name beside these: model, vocabulary, arithmetic and version.
 */
final class Fingerprint {

    private static final int BYTES = 5;

    private Fingerprint() {}

    /** That of an answer; empty where the texts are of several, or a worker did not know its model's hash. */
    static Optional<String> of(List<Choice> choices) {
        List<Optional<Provenance>> origins = choices.stream().map(choice -> choice.provenance().map(Fingerprint::origin))
                .distinct().toList();
        return origins.size() == 1 ? origins.getFirst().map(Fingerprint::of) : Optional.empty();
    }

    private static String of(Provenance origin) {
        byte[] hash = MessageHash.of(origin).substring(0, BYTES).toByteArray();
        return "fp_" + HexFormat.of().formatHex(hash);
    }

    /** Two devices of a kind compute the same, and the kind is in the detail. */
    private static Provenance origin(Provenance whole) {
        return whole.toBuilder().clearPromptSha256().clearSampling().clearDevice().clearAttempts().build();
    }
}
