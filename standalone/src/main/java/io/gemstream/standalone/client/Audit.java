package io.gemstream.standalone.client;

import io.gemstream.client.FinishedGeneration;
import io.gemstream.proto.SamplingDefaults;
import io.gemstream.proto.v1.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Comparison of a generation as the log has it with the same computed again. Pure.
 *
 * @param requestId names it
 * @param recorded from its finish record and its log
 * @param computed now
 */
public record Audit(String requestId, FinishedGeneration recorded, FinishedGeneration computed) {

    /** The first token that is not the same; empty on a side that had ended before. */
    public record Difference(int index, OptionalInt recorded, OptionalInt computed) {}

    /** Facts that tokens follow from, and how to compare them. */
    public enum Origin {
        MODEL(Provenance::getModelSha256),
        TOKENIZER(Provenance::getTokenizerSha256),
        PROMPT(Provenance::getPromptSha256),
        SAMPLING(provenance -> SamplingDefaults.again(provenance.getSampling())),
        DEVICE(Provenance::getDevice),
        NUMERIC_PROFILE(Provenance::getNumericProfile),
        NUMERIC_DETAIL(Provenance::getNumericDetail),
        ENGINE_VERSION(Provenance::getEngineVersion);

        private final Function<Provenance, Object> value;

        Origin(Function<Provenance, Object> value) {
            this.value = value;
        }

        /** Whether another value makes another generation, rather than the same one computed elsewhere. */
        public boolean isIdentity() {
            return switch (this) {
                case MODEL, TOKENIZER, PROMPT, SAMPLING -> true;
                case DEVICE, NUMERIC_PROFILE, NUMERIC_DETAIL, ENGINE_VERSION -> false;
            };
        }
    }

    /** Results of the comparison. */
    public enum Verdict {
        /** The same tokens, from the same model, tokenizer, prompt and options. */
        SAME(0),
        /** A token differs. */
        ANOTHER_TOKEN(1),
        /** The same tokens, but not from what the record names; or it names nothing. */
        ANOTHER_ORIGIN(2);

        private final int exitCode;

        Verdict(int exitCode) {
            this.exitCode = exitCode;
        }

        /** Of the command. */
        public int exitCode() {
            return exitCode;
        }
    }

    /** The first token that differs; none is expected on the same backend. */
    public Optional<Difference> firstDifference() {
        for (int i = 0; i < Math.max(recorded.ids().size(), computed.ids().size()); i++) {
            Difference at = new Difference(i, token(recorded.ids(), i), token(computed.ids(), i));
            if (!at.recorded().equals(at.computed())) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    /** The facts that are others now than the record says, or are not known on one of the sides. */
    public List<Origin> otherOrigins() {
        List<Origin> others = new ArrayList<>();
        for (Origin origin : Origin.values()) {
            Object now = origin.value.apply(computed.provenance());
            if (now.equals("") || !now.equals(origin.value.apply(recorded.provenance()))) {
                others.add(origin);
            }
        }
        return others;
    }

    /** The outcome. */
    public Verdict verdict() {
        if (firstDifference().isPresent()) {
            return Verdict.ANOTHER_TOKEN;
        }
        return otherOrigins().stream().anyMatch(Origin::isIdentity) ? Verdict.ANOTHER_ORIGIN : Verdict.SAME;
    }

    private static OptionalInt token(List<Integer> ids, int index) {
        return index < ids.size() ? OptionalInt.of(ids.get(index)) : OptionalInt.empty();
    }
}
