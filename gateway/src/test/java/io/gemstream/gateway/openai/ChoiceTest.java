package io.gemstream.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gemstream.gateway.http.Json;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.TokenIds;
import io.gemstream.proto.v1.Tokens;
import io.gemstream.proto.v1.TopLogprobs;
import io.gemstream.proto.v1.Usage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChoiceTest {

    private static final Prompt TEXT = Prompt.newBuilder().setText("ab").build();
    private static final Prompt IDS = Prompt.newBuilder().setTokenIds(TokenIds.newBuilder().addIds(2).addIds(5)).build();

    /** What lm-evaluation-harness reads: one length, the first without a number, the chosen token always among the best. */
    @Test
    void aScoredEchoCoversThePromptAndTheTextInArraysOfOneLength() {
        Choice choice = new Choice(Optional.of(new CompletionScores()), Optional.of(TEXT));
        choice.add(prompt("<bos>", "ab", -1.5f));
        choice.add(token("c", -0.25f, "d", -0.125f));
        choice.end(finished());
        assertThat(choice.takeText()).isEqualTo("abc!");
        assertThat(Json.text(choice.takeScores())).isEqualTo("""
                {"tokens":["<bos>","ab","c"],"token_logprobs":[null,-1.5,-0.25],\
                "top_logprobs":[null,{"ab":-1.5},{"d":-0.125,"c":-0.25}],"text_offset":[0,0,2]}""");
    }

    @Test
    void theChosenTokenEqualsTheBestAsAFloatInTheText() {
        Choice choice = new Choice(Optional.of(new CompletionScores()), Optional.empty());
        choice.add(token("c", -0.0099194f, "c", -0.0099194f));
        JsonNode scores = choice.takeScores();
        assertThat(scores.at("/token_logprobs/0").asText()).isEqualTo(scores.at("/top_logprobs/0/c").asText());
        assertThat(scores.at("/top_logprobs/0").size()).isEqualTo(1);
    }

    @Test
    void idsAreEchoedByTheirPieces() {
        Choice choice = new Choice(Optional.empty(), Optional.of(IDS));
        choice.add(prompt("<bos>", "<0xC3>", 0));
        choice.add(prompt("", "<0xA9>", 0));
        choice.add(Tokens.newBuilder().addIds(1).setText("!").build());
        assertThat(choice.takeText()).isEqualTo("<bos>é!");
    }

    /** The offset of a token is where it begins in the text, by code points, as Python's clients count. */
    @Test
    void offsetsCountCharactersWhoseBytesComeInSeveralTokens() {
        Choice choice = new Choice(Optional.of(new CompletionScores()), Optional.empty());
        // "a", a smile in four bytes, an "é" in two, a byte that is none, a smile in one piece.
        List<String> pieces = List.of("a", "<0xF0>", "<0x9F>", "<0x98>", "<0x80>", "<0xC3>", "<0xA9>", "<0xFF>", "b",
                "\uD83D\uDE00", "c");
        pieces.forEach(piece -> choice.add(token(piece, -1, piece, -1)));
        assertThat(choice.takeScores().get("text_offset").toString()).isEqualTo("[0,1,1,1,1,2,2,3,4,5,6]");
        String text = "a\uD83D\uDE00\u00E9\uFFFDb\uD83D\uDE00c";
        assertThat(Pieces.text(pieces)).isEqualTo(text);
        assertThat(text.codePointCount(0, text.length())).isEqualTo(7);
    }

    @Test
    void offsetsGoOnWhereThePromptBreaksOffWithinACharacter() {
        Choice choice = new Choice(Optional.of(new CompletionScores()), Optional.of(IDS));
        choice.add(prompt("<bos>", "<0xC3>", -1));
        choice.add(token("b", -1, "b", -1));
        choice.add(token("c", -1, "c", -1));
        assertThat(choice.takeText()).isEqualTo("<bos>\uFFFDbc");
        assertThat(choice.takeScores().get("text_offset").toString()).isEqualTo("[0,5,6,7]");
    }

    @Test
    void aPromptThatIsOnlyScoredIsTheWholeAnswer() {
        Choice choice = new Choice(Optional.of(new CompletionScores()), Optional.of(TEXT));
        choice.add(prompt("<bos>", "ab", -1.5f));
        choice.end(Finished.newBuilder().setReason(FinishReason.LENGTH)
                .setUsage(Usage.newBuilder().setPromptTokens(2)).build());
        assertThat(choice.takeText()).isEqualTo("ab");
        assertThat(choice.finish()).contains("length");
        assertThat(Json.text(choice.takeScores())).isEqualTo("""
                {"tokens":["<bos>","ab"],"token_logprobs":[null,-1.5],"top_logprobs":[null,{"ab":-1.5}],"text_offset":[0,0]}""");
        assertThat(Json.text(UsageCount.all(List.of(choice), 1))).startsWith(
                "{\"prompt_tokens\":2,\"completion_tokens\":0,\"total_tokens\":2,");
    }

    @Test
    void aChatsTokenHasItsBytes() {
        Choice choice = new Choice(Optional.of(new ChatScores()), Optional.empty());
        choice.add(token("<0xE2>", -1, " é", -2));
        assertThat(Json.text(choice.takeScores())).isEqualTo("""
                {"content":[{"token":"<0xE2>","logprob":-1.0,"bytes":[226],\
                "top_logprobs":[{"token":" é","logprob":-2.0,"bytes":[32,195,169]}]}],"refusal":null}""");
    }

    @Test
    void aPromptIsCountedOnceHoweverManyTextsGoOnWithIt() {
        Choice choice = new Choice(Optional.empty(), Optional.empty());
        choice.end(finished());
        assertThat(Json.text(UsageCount.all(List.of(choice, choice, choice, choice), 2))).isEqualTo("""
                {"prompt_tokens":10,"completion_tokens":12,"total_tokens":22,"prompt_tokens_details":{"cached_tokens":8}}""");
    }

    @Test
    void aFingerprintIsThatOfModelAndArithmetic() {
        Provenance origin = Provenance.newBuilder().setModelSha256("aa").setTokenizerSha256("bb").setNumericProfile("exact")
                .setEngineVersion("1").build();
        Provenance another = origin.toBuilder().setPromptSha256("cc").setDevice("gpu:1").setAttempts(2)
                .setSampling(SamplingOptions.newBuilder().setSeed(5)).build();
        assertThat(fingerprint(origin)).hasValueSatisfying(print -> assertThat(print).matches("fp_[0-9a-f]{10}"))
                .isEqualTo(fingerprint(origin, another));
        assertThat(fingerprint(origin.toBuilder().setModelSha256("ab").build())).isPresent().isNotEqualTo(fingerprint(origin));
        assertThat(fingerprint(origin.toBuilder().setEngineVersion("2").build())).isPresent().isNotEqualTo(fingerprint(origin));
        assertThat(fingerprint(origin, origin.toBuilder().setNumericProfile("fast").build())).isEmpty();
        assertThat(fingerprint(origin.toBuilder().clearModelSha256().build())).isEmpty();
    }

    private static Optional<String> fingerprint(Provenance... origins) {
        return Fingerprint.of(Stream.of(origins).map(origin -> {
            Choice choice = new Choice(Optional.empty(), Optional.empty());
            choice.end(finished().toBuilder().setProvenance(origin).build());
            return choice;
        }).toList());
    }

    private static Tokens prompt(String leading, String piece, float logprob) {
        return Tokens.newBuilder().setPromptLogprobs(PromptLogprobs.newBuilder().setFirst(1).setLeadingPiece(leading)
                .addIds(5).addLogprobs(logprob).addPieces(piece)).build();
    }

    private static Tokens token(String piece, float logprob, String best, float bestLogprob) {
        return Tokens.newBuilder().addIds(1).addPieces(piece).addLogprobs(logprob).setText(piece)
                .addTopLogprobs(TopLogprobs.newBuilder().addIds(9).addPieces(best).addLogprobs(bestLogprob)).build();
    }

    private static Finished finished() {
        return Finished.newBuilder().setReason(FinishReason.STOP).setText("!")
                .setUsage(Usage.newBuilder().setPromptTokens(5).setCompletionTokens(3).setCachedTokens(4)).build();
    }
}
