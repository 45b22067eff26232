package io.gemstream.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.StartBody;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TokensBody;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResumePointTest {

    private final ResumePoint.Fold fold = new ResumePoint.Fold(LogMark.start("mine"));

    @Test
    void collectsTheTokensThatCountUpToItsOwnStart() {
        assertThat(fold.accept(start("a"))).isFalse();
        fold.accept(tokens("a", 0, 10));
        fold.accept(tokens("a", 1, 11));
        fold.accept(start("b"));
        fold.accept(tokens("a", 2, 99)); // a zombie
        fold.accept(tokens("b", 2, 12));
        assertThat(fold.accept(start("mine"))).isTrue();

        assertThat(fold.result()).isEqualTo(new ResumePoint(List.of(10, 11, 12), false, 0, 2));
    }

    @Test
    void countsOnlyTheAttemptsSinceTheLastToken() {
        fold.accept(start("a"));
        fold.accept(start("b"));
        fold.accept(tokens("b", 0, 10));
        fold.accept(start("c"));
        fold.accept(start("d"));

        assertThat(fold.result().fruitlessAttempts()).isEqualTo(2);
    }

    @Test
    void seesTheEnd() {
        fold.accept(start("a"));
        fold.accept(StreamRecord.newBuilder().setAttemptId("a").setFinish(FinishBody.getDefaultInstance()).build());

        assertThat(fold.result().finished()).isTrue();
    }

    private static StreamRecord start(String attempt) {
        return StreamRecord.newBuilder().setAttemptId(attempt).setStart(StartBody.getDefaultInstance()).build();
    }

    private static StreamRecord tokens(String attempt, int index, int id) {
        return StreamRecord.newBuilder()
                .setAttemptId(attempt)
                .setTokens(TokensBody.newBuilder().setIndex(index).addIds(id))
                .build();
    }
}
