package io.gemstream.tokenizer.messaging;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonPrimitive;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.PromptRecord;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PromptValueTest {

    private static final String JSON = "{\"model\": \"m\", \"prompt\": {\"text\": \"na\u00efve \ud83d\ude00\"}}";
    private static final PromptRecord PROMPT = PromptRecord.newBuilder()
            .setModel("m").setPrompt(Prompt.newBuilder().setText("na\u00efve \ud83d\ude00")).build();
    /** Of a schema registry: magic, id 7. */
    private static final byte[] FRAME = {0, 0, 0, 0, 7};
    private static final byte[] LONG_FRAME = {0, 0, 0, 0, 0, 0, 0, 0, 7};

    static Stream<byte[]> everyFormThatIsUnambiguous() {
        String inString = new JsonPrimitive(JSON).toString();
        return Stream.of(
                PROMPT.toByteArray(),
                JSON.getBytes(UTF_8),
                ("\ufeff" + JSON).getBytes(UTF_8),
                ("\ufeff" + JSON).getBytes(UTF_16BE),
                ("\ufeff" + JSON).getBytes(UTF_16LE),
                (" " + JSON).getBytes(UTF_8),
                ("\n" + JSON + "\n").getBytes(UTF_8),
                ("\r\n\t" + JSON).getBytes(UTF_8),
                ("\ufeff\n" + JSON).getBytes(UTF_8),
                ("[" + JSON + "]").getBytes(UTF_8),
                inString.getBytes(UTF_8),
                ("[" + inString + "]").getBytes(UTF_8),
                new JsonPrimitive(inString).toString().getBytes(UTF_8),
                joined(FRAME, JSON.getBytes(UTF_8)),
                joined(FRAME, new byte[] {0}, PROMPT.toByteArray()),
                // Path [1, 0]: count and numbers in zigzag.
                joined(FRAME, new byte[] {4, 2, 0}, PROMPT.toByteArray()),
                joined(FRAME, PROMPT.toByteArray()),
                joined(LONG_FRAME, JSON.getBytes(UTF_8)),
                joined(LONG_FRAME, new byte[] {0}, PROMPT.toByteArray()));
    }

    @ParameterizedTest
    @MethodSource
    void everyFormThatIsUnambiguous(byte[] value) {
        assertThat(PromptValue.read(value).build()).isEqualTo(PROMPT);
    }

    /** The lengths that stand for a blank, a quote, a bracket and a brace. */
    @Test
    void protobufThatBeginsLikeJsonIsProtobuf() {
        for (int length : List.of((int) '\n', (int) ' ', (int) '"', (int) '[', (int) '{')) {
            for (String id : List.of("x".repeat(length), "\"" + "x".repeat(length - 1), "{" + "x".repeat(length - 1))) {
                PromptRecord prompt = PROMPT.toBuilder().setRequestId(id).build();
                assertThat(PromptValue.read(prompt.toByteArray()).build()).isEqualTo(prompt);
            }
        }
        // Fields may come in any order: here the prompt is first, and its tag is a quote.
        byte[] model = PromptRecord.newBuilder().setModel("m").build().toByteArray();
        byte[] text = PromptRecord.newBuilder().setPrompt(PROMPT.getPrompt()).build().toByteArray();
        assertThat(PromptValue.read(joined(text, model)).build()).isEqualTo(PROMPT);
    }

    static Stream<Map.Entry<byte[], String>> whatWasSeenInstead() {
        return Stream.of(
                Map.entry(new byte[0], "an empty value"),
                Map.entry("model=m, prompt=hello".getBytes(UTF_8), "text that is no JSON: \"model=m, prompt=hello\""),
                Map.entry("Hello".getBytes(UTF_8), "text that is no JSON: \"Hello\""),
                Map.entry("{\"model\": ".getBytes(UTF_8), "JSON that breaks off or is wrong: "),
                Map.entry("\n{\"model\": ".getBytes(UTF_8), "JSON that breaks off or is wrong: "),
                Map.entry((JSON + "\n" + JSON).getBytes(UTF_8), "JSON that breaks off or is wrong: "),
                Map.entry(("[" + JSON + ", " + JSON + "]").getBytes(UTF_8), "a JSON array of 2 elements"),
                Map.entry("[]".getBytes(UTF_8), "a JSON array of 0 elements"),
                Map.entry("[1]".getBytes(UTF_8), "JSON that is no object: \"[1]\""),
                Map.entry("\"hello\"".getBytes(UTF_8), "JSON that is no object: \"\"hello\"\""),
                Map.entry("{\"model\": \"m\", \"messages\": []}".getBytes(UTF_8),
                        "JSON of another form: Cannot find field: messages"),
                Map.entry(new byte[] {0x1f, (byte) 0x8b, 8, 0}, "gzip data"),
                Map.entry(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5}, "a serialized Java object"),
                Map.entry(new byte[] {(byte) 0xff, 1, 2}, "3 bytes that are no protobuf of it, beginning ff0102"),
                // Avro: a length and its text, behind a registry's frame.
                Map.entry(joined(FRAME, new byte[] {2, 'm', 4, 'h', 'i'}), "a schema registry's framing (schema 7)"));
    }

    @ParameterizedTest
    @MethodSource
    void whatWasSeenInstead(Map.Entry<byte[], String> seen) {
        assertThatThrownBy(() -> PromptValue.read(seen.getKey()))
                .isInstanceOfSatisfying(GemstreamException.class, malformed ->
                        assertThat(malformed.reason()).isEqualTo(ErrorReason.MALFORMED_RECORD))
                .hasMessageStartingWith("value: " + seen.getValue())
                .hasMessageNotContaining("github");
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
