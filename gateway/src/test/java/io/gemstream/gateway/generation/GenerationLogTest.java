package io.gemstream.gateway.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.StartBody;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TokensBody;
import io.gemstream.proto.v1.TopLogprobs;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenerationLogTest {

    @Test
    void theResultHasEveryNumberThatTheLogHas() {
        TopLogprobs top = TopLogprobs.newBuilder().addIds(4).addLogprobs(-0.5f).build();
        PromptLogprobs prompt = PromptLogprobs.newBuilder().setFirst(1).addIds(9).addLogprobs(-2).build();
        Transcript transcript = new Transcript();
        GenerationLog.Fold fold = new GenerationLog.Fold();
        for (StreamRecord.Builder record : List.of(
                StreamRecord.newBuilder().setStart(StartBody.newBuilder().setDelivery(1)),
                StreamRecord.newBuilder().setTokens(TokensBody.newBuilder().setPromptLogprobs(prompt)),
                StreamRecord.newBuilder().setTokens(TokensBody.newBuilder()
                        .addIds(4).setText("x").addLogprobs(-0.5f).addTopLogprobs(top)))) {
            fold.accept(transcript.accept(record.setAttemptId("a").build()), 0, 0);
        }

        assertThat(fold.result().result(OperationRecord.getDefaultInstance()).toBuilder().clearSampling().clearFinished().build())
                .isEqualTo(GenerationResult.newBuilder().addIds(4).setText("x").addLogprobs(-0.5f).addTopLogprobs(top)
                        .addPromptLogprobs(prompt).build());
    }
}
