package io.gemstream.gemma.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against sentencepiece on the tiny model. */
class TokenizerGoldenTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Tokenizer tokenizer = PiecesFile.tinyTokenizer();

    static Stream<JsonNode> golden() throws IOException {
        return Stream.concat(lines("/tokenizer/golden.jsonl"), lines("/tokenizer/fuzz.jsonl"));
    }

    private static Stream<JsonNode> lines(String resource) throws IOException {
        return JSON.readerFor(JsonNode.class)
                .<JsonNode>readValues(TokenizerGoldenTest.class.getResourceAsStream(resource))
                .readAll().stream();
    }

    static Stream<JsonNode> brokenBytes() throws IOException {
        JsonNode rows = JSON.readTree(TokenizerGoldenTest.class.getResourceAsStream("/tokenizer/bytes.json"));
        return StreamSupport.stream(rows.spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void encodesAsSentencePiece(JsonNode golden) {
        int[] ids = tokenizer.encode(golden.get("text").textValue(), EncodeMode.SENTENCE_PIECE);

        assertThat(ids).containsExactly(JSON.convertValue(golden.get("ids"), int[].class));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void decodesAsSentencePiece(JsonNode golden) {
        String text = tokenizer.decode(JSON.convertValue(golden.get("ids"), int[].class));

        assertThat(text).isEqualTo(golden.get("decoded").textValue());
    }

    @ParameterizedTest
    @MethodSource("brokenBytes")
    void decodesBrokenUtf8AsSentencePiece(JsonNode golden) {
        byte[] bytes = HexFormat.of().parseHex(golden.get("bytes_hex").textValue());
        int firstBytePiece = 14;
        int[] ids = IntStream.range(0, bytes.length)
                .map(i -> firstBytePiece + (bytes[i] & 0xFF))
                .toArray();

        assertThat(tokenizer.decode(ids)).isEqualTo(golden.get("text").textValue());
    }
}
