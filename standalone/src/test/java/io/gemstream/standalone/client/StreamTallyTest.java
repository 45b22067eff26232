package io.gemstream.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.Tokens;
import org.junit.jupiter.api.Test;

class StreamTallyTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void ratesTheTokensAfterTheFirstEvent() {
        StreamTally tally = new StreamTally(0);
        tally.accept(tokens(1), SECOND / 2);
        tally.accept(tokens(2), SECOND);
        tally.accept(tokens(2), 3 * SECOND / 2);
        tally.accept(finished(FinishReason.LENGTH), 2 * SECOND);

        assertThat(tally.summary())
                .isEqualTo("5 tokens, 4.0 tokens/s, first token after 0.50 s, finish: length");
    }

    @Test
    void ratesNothingWhereOneEventBroughtAll() {
        StreamTally tally = new StreamTally(0);
        tally.accept(tokens(1), SECOND / 4);
        tally.accept(finished(FinishReason.STOP), SECOND);

        assertThat(tally.summary()).isEqualTo("1 token, first token after 0.25 s, finish: stop");
    }

    @Test
    void countsNoTokens() {
        StreamTally tally = new StreamTally(0);
        tally.accept(finished(FinishReason.STOP), SECOND);

        assertThat(tally.summary()).isEqualTo("0 tokens, finish: stop");
    }

    private static GenerateResponse tokens(int count) {
        return GenerateResponse.newBuilder()
                .setTokens(Tokens.newBuilder().setText("x").addAllIds(java.util.Collections.nCopies(count, 7)))
                .build();
    }

    private static GenerateResponse finished(FinishReason reason) {
        return GenerateResponse.newBuilder()
                .setFinished(Finished.newBuilder().setReason(reason).setText("rest"))
                .build();
    }
}
