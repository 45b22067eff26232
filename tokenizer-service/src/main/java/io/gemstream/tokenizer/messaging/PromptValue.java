package io.gemstream.tokenizer.messaging;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.PromptRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads prompts in the forms in which clients write them: protobuf; protobuf's JSON, also behind a byte-order mark or
 * blanks, as the only element of an array, or as the text of a JSON string; each also in a schema registry's framing.
 */
final class PromptValue {

    private static final char BYTE_ORDER_MARK = '\ufeff';
    /** First bytes of JSON that may as well be the first tag of a protobuf record: of request_id, of prompt. */
    private static final String ALSO_PROTOBUF = "\n\"";
    /** A string in an array in a string, and no more. */
    private static final int DEEPEST = 3;

    private PromptValue() {}

    /** @throws GemstreamException MALFORMED_RECORD, with what the bytes are instead */
    static PromptRecord.Builder read(byte[] value) {
        if (value.length == 0) {
            throw malformed("an empty value");
        }
        return SchemaFraming.of(value).map(PromptValue::framed).orElseGet(() -> bare(value));
    }

    private static PromptRecord.Builder framed(SchemaFraming framing) {
        for (byte[] inner : framing.candidates()) {
            Optional<PromptRecord.Builder> prompt = json(inner).or(() -> protobuf(inner).filter(PromptValue::asksSomething));
            if (prompt.isPresent()) {
                return prompt.get();
            }
        }
        throw malformed("a schema registry's framing (schema " + framing.schemaId() + ") around something else");
    }

    private static PromptRecord.Builder bare(byte[] value) {
        try {
            Optional<PromptRecord.Builder> prompt = json(value);
            if (prompt.isPresent()) {
                return prompt.get();
            }
        } catch (GemstreamException notJson) {
            if (ALSO_PROTOBUF.indexOf(value[0]) < 0) {
                throw notJson;
            }
            return protobuf(value).filter(PromptValue::asksSomething).orElseThrow(() -> notJson);
        }
        // Text may well be a sequence of fields that nobody knows.
        return protobuf(value)
                .filter(prompt -> asksSomething(prompt) || prompt.getUnknownFields().asMap().isEmpty())
                .orElseThrow(() -> malformed(ContentDescription.describe(value)));
    }

    private static boolean asksSomething(PromptRecord.Builder prompt) {
        return prompt.hasPrompt() || !prompt.getModel().isEmpty();
    }

    private static Optional<PromptRecord.Builder> protobuf(byte[] value) {
        try {
            return Optional.of(PromptRecord.parseFrom(value).toBuilder());
        } catch (InvalidProtocolBufferException notAPrompt) {
            return Optional.empty();
        }
    }

    /** Empty where the bytes are no JSON of any kind. */
    private static Optional<PromptRecord.Builder> json(byte[] value) {
        return text(value).filter(PromptValue::looksLikeJson).map(text -> prompt(text, DEEPEST));
    }

    private static boolean looksLikeJson(String text) {
        return text.startsWith("{") || text.startsWith("[") || text.startsWith("\"");
    }

    private static PromptRecord.Builder prompt(String text, int deepest) {
        try {
            JsonElement element = JsonParser.parseString(text);
            if (element instanceof JsonArray array) {
                if (array.size() != 1) {
                    throw malformed("a JSON array of " + array.size() + " elements, expected one prompt in each record");
                }
                element = array.get(0);
            }
            if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isString() && deepest > 0) {
                String inner = element.getAsString().strip();
                if (looksLikeJson(inner)) {
                    return prompt(inner, deepest - 1);
                }
            }
            if (!element.isJsonObject()) {
                throw malformed("JSON that is no object: " + ContentDescription.begin(text));
            }
            PromptRecord.Builder prompt = PromptRecord.newBuilder();
            JsonFormat.parser().merge(element.toString(), prompt);
            return prompt;
        } catch (JsonParseException notJson) {
            throw malformed("JSON that breaks off or is wrong: " + firstLine(notJson));
        } catch (InvalidProtocolBufferException otherFields) {
            throw malformed("JSON of another form: " + firstLine(otherFields));
        }
    }

    /** UTF-8, or as the byte-order mark says; without that and without blanks around it. */
    private static Optional<String> text(byte[] value) {
        int first = value[0] & 0xff;
        int second = value.length > 1 ? value[1] & 0xff : 0;
        Charset charset = first == 0xfe && second == 0xff ? StandardCharsets.UTF_16BE
                : first == 0xff && second == 0xfe ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            return Optional.of((text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text).strip());
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }

    /** Gson adds a line with an address of its own documentation. */
    private static String firstLine(Exception failure) {
        Throwable said = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(said.getMessage()).lines().findFirst().orElse("");
    }

    private static GemstreamException malformed(String seen) {
        return new GemstreamException(ErrorReason.MALFORMED_RECORD,
                "value: " + seen + " (expected: gemstream.v1.PromptRecord, in protobuf or JSON)");
    }
}
