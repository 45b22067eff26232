package io.gemstream.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.v1.Accepted;
import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.Tokens;
import io.gemstream.proto.v1.TopLogprobs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokensTogetherTest {

    private final Deque<GenerateResponse> waiting = new ArrayDeque<>();

    @Test
    void tokensThatWaitTogetherGoInOneResponse() {
        for (int i = 5; i < 9; i++) {
            waiting.add(tokens(token(i)));
        }
        assertThat(all()).containsExactly(tokens(Tokens.newBuilder().setIndex(5)
                .addAllIds(List.of(105, 106, 107, 108)).setText("5 6 7 8 ").addAllLogprobs(List.of(-5f, -6f, -7f, -8f))));
    }

    @Test
    void aTokenAloneIsWhatItWas() {
        GenerateResponse alone = tokens(token(3));
        waiting.add(alone);
        assertThat(all()).singleElement().isSameAs(alone);
    }

    @Test
    void bestTokensStayWithTheirs() {
        waiting.add(tokens(token(0).addTopLogprobs(best(7))));
        waiting.add(tokens(token(1).addTopLogprobs(best(8))));
        assertThat(all()).singleElement()
                .satisfies(one -> assertThat(one.getTokens().getTopLogprobsList()).containsExactly(best(7), best(8)));
    }

    @Test
    void nothingElseIsMixedWithTokens() {
        GenerateResponse accepted = GenerateResponse.newBuilder().setAccepted(Accepted.newBuilder().setRequestId("r")).build();
        GenerateResponse scores = tokens(Tokens.newBuilder().setPromptLogprobs(PromptLogprobs.newBuilder().setFirst(1)));
        GenerateResponse finished = GenerateResponse.newBuilder().setFinished(Finished.newBuilder()).build();
        List<GenerateResponse> separate = List.of(accepted, scores, tokens(token(0)), scores, finished);
        waiting.addAll(separate);
        assertThat(all()).isEqualTo(separate);
    }

    @Test
    void aResponseHasAnEnd() {
        for (int i = 0; i < 150; i++) {
            waiting.add(tokens(token(i)));
        }
        List<GenerateResponse> sent = all();
        assertThat(sent).extracting(one -> one.getTokens().getIdsCount()).containsExactly(64, 64, 22);
        assertThat(sent).extracting(one -> one.getTokens().getIndex()).containsExactly(0, 64, 128);
    }

    private List<GenerateResponse> all() {
        List<GenerateResponse> taken = new ArrayList<>();
        while (!waiting.isEmpty()) {
            taken.add(TokensTogether.take(waiting));
        }
        return taken;
    }

    private static Tokens.Builder token(int index) {
        return Tokens.newBuilder().setIndex(index).addIds(100 + index).setText(index + " ").addLogprobs(-index);
    }

    private static TopLogprobs best(int id) {
        return TopLogprobs.newBuilder().addIds(id).addLogprobs(0).build();
    }

    private static GenerateResponse tokens(Tokens.Builder tokens) {
        return GenerateResponse.newBuilder().setTokens(tokens).build();
    }
}
