package io.gemstream.standalone.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.standalone.client.Audit;
import io.gemstream.standalone.client.Audit.Difference;
import io.gemstream.standalone.client.Audit.Origin;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Describes an audit in words and as JSON. Pure. */
final class AuditText {

    private AuditText() {}

    /** Lines for people; the last is the verdict. */
    static List<String> lines(Audit audit) {
        Provenance recorded = audit.recorded().provenance();
        Provenance computed = audit.computed().provenance();
        return List.of(
                "generation  " + audit.requestId() + " of " + audit.recorded().model() + ": "
                        + count(audit.recorded().ids().size(), "token") + ", " + count(recorded.getAttempts(), "attempt"),
                line(audit, "model", List.of(Origin.MODEL), recorded.getModelSha256(), computed.getModelSha256()),
                line(audit, "tokenizer", List.of(Origin.TOKENIZER), recorded.getTokenizerSha256(),
                        computed.getTokenizerSha256()),
                line(audit, "prompt", List.of(Origin.PROMPT), recorded.getPromptSha256(), computed.getPromptSha256()),
                line(audit, "sampling", List.of(Origin.SAMPLING), json(recorded.getSampling()),
                        json(computed.getSampling())),
                line(audit, "backend", List.of(Origin.DEVICE, Origin.NUMERIC_PROFILE, Origin.NUMERIC_DETAIL,
                        Origin.ENGINE_VERSION), backend(recorded), backend(computed)),
                verdict(audit));
    }

    /** One object on one line. */
    static String json(Audit audit) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("requestId", audit.requestId());
            out.writeStringField("model", audit.recorded().model());
            out.writeStringField("verdict", name(audit.verdict()));
            out.writeNumberField("recordedTokens", audit.recorded().ids().size());
            out.writeNumberField("computedTokens", audit.computed().ids().size());
            out.writeFieldName("recorded");
            out.writeRawValue(json(audit.recorded().provenance()));
            out.writeFieldName("computed");
            out.writeRawValue(json(audit.computed().provenance()));
            out.writeArrayFieldStart("differentOrigins");
            for (Origin origin : audit.otherOrigins()) {
                out.writeString(name(origin));
            }
            out.writeEndArray();
            if (audit.firstDifference().isPresent()) {
                write(audit.firstDifference().get(), out);
            }
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** For example {@code 64 tokens, all the same} or {@code token 7 differs: 1234 recorded, 99 computed}. */
    static String verdict(Audit audit) {
        return audit.firstDifference()
                .map(at -> "token " + at.index() + " differs: " + id(at.recorded()) + " recorded, " + id(at.computed())
                        + " computed")
                .orElseGet(() -> audit.recorded().ids().size() == 1 ? "1 token, the same"
                        : audit.recorded().ids().size() + " tokens, all the same");
    }

    private static String line(Audit audit, String name, List<Origin> origins, String recorded, String computed) {
        String head = String.format(Locale.ROOT, "%-10s  ", name);
        if (audit.otherOrigins().stream().noneMatch(origins::contains)) {
            return head + recorded;
        }
        return head + "DIFFERS: " + known(recorded) + " recorded, " + known(computed) + " now";
    }

    private static String backend(Provenance of) {
        return String.join(", ", List.of(of.getDevice(), of.getNumericProfile(), of.getNumericDetail(),
                of.getEngineVersion()).stream().filter(part -> !part.isEmpty()).toList());
    }

    private static String known(String text) {
        return text.isEmpty() ? "unknown" : text;
    }

    private static String id(OptionalInt token) {
        return token.isPresent() ? Integer.toString(token.getAsInt()) : "none";
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static void write(Difference at, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("firstDifference");
        out.writeNumberField("index", at.index());
        if (at.recorded().isPresent()) {
            out.writeNumberField("recorded", at.recorded().getAsInt());
        }
        if (at.computed().isPresent()) {
            out.writeNumberField("computed", at.computed().getAsInt());
        }
        out.writeEndObject();
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String json(MessageOrBuilder message) {
        try {
            return JsonFormat.printer().omittingInsignificantWhitespace().print(message);
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("no Any in a provenance", impossible);
        }
    }
}
