package io.gemstream.proto;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.Transcript.Cause;
import io.gemstream.proto.Transcript.Event;
import io.gemstream.proto.v1.CountBody;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.StartBody;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TokensBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TranscriptTest {

    @Test
    void anUndisturbedAttemptCountsInFull() {
        assertThat(read(start("a"), tokens("a", 0), tokens("a", 1), finish("a", 2))).isEqualTo("a0 a1 end");
    }

    @Test
    void tokensBeforeAnyStartDoNotCount() {
        assertThat(new Transcript().accept(tokens("a", 0))).isEqualTo(new Event.Ignored(Cause.OTHER_ATTEMPT));
    }

    @Test
    void aZombieIsIgnoredOnceAnotherAttemptHasStarted() {
        assertThat(read(start("a"), tokens("a", 0), start("b"), tokens("a", 1), tokens("b", 1), finish("a", 2),
                tokens("b", 2), finish("b", 3))).isEqualTo("a0 b1 b2 end");
    }

    @Test
    void anAttemptThatStartsOverAddsNothingUntilItIsPastTheLog() {
        assertThat(read(start("a"), tokens("a", 0), tokens("a", 1), start("b"), tokens("b", 0), tokens("b", 1),
                tokens("b", 2), finish("b", 3))).isEqualTo("a0 a1 b2 end");
    }

    /** The portions of a prompt's scores are the same in every attempt; one that begins anew repeats them. */
    @Test
    void scoresOfThePromptCountOnce() {
        Transcript transcript = new Transcript();
        List<Event> events = new ArrayList<>();
        for (StreamRecord record : List.of(start("a"), scores("a", 1, 2), start("b"), scores("b", 1, 2), scores("b", 3, 2),
                scores("a", 5, 1), tokens("b", 0), finish("b", 1))) {
            events.add(transcript.accept(record));
        }
        assertThat(events).extracting(Object::getClass).containsExactly(Event.Started.class,
                Event.Tokens.class, Event.Started.class, Event.Ignored.class, Event.Tokens.class, Event.Ignored.class,
                Event.Tokens.class, Event.Finished.class);
        assertThat(events.get(3)).isEqualTo(new Event.Ignored(Cause.WRONG_INDEX));
        assertThat(transcript.nextIndex()).isEqualTo(1);
    }

    @Test
    void onlyTheFirstFinishEndsTheStream() {
        Transcript transcript = new Transcript();
        transcript.accept(start("a"));
        transcript.accept(finish("a", 0));
        assertThat(transcript.accept(tokens("a", 0))).isEqualTo(new Event.Ignored(Cause.AFTER_FINISH));
        assertThat(transcript.accept(start("b"))).isEqualTo(new Event.Ignored(Cause.AFTER_FINISH));
    }

    @Test
    void aFinishBehindTokensThatWereLostDoesNotEndTheStream() {
        Transcript transcript = new Transcript();
        transcript.accept(start("a"));
        transcript.accept(tokens("a", 0));
        assertThat(transcript.accept(finish("a", 2))).isEqualTo(new Event.Ignored(Cause.WRONG_INDEX));
        assertThat(transcript.finished()).isFalse();
    }

    /** Its task is done with its finish record: if that did not count the stream would never end. */
    @Test
    void anAttemptThatStartsOverMayEndTheStreamBeforeItIsPastTheLog() {
        assertThat(read(start("a"), tokens("a", 0), tokens("a", 1), start("b"), tokens("b", 0), finish("b", 1),
                finish("a", 2))).isEqualTo("a0 a1 end");
    }

    @Test
    void aRefusalWithoutAnAttemptEndsTheStream() {
        assertThat(new Transcript().accept(finish("", 0))).isInstanceOf(Event.Finished.class);
    }

    @Test
    void aCountEndsTheStream() {
        Transcript transcript = new Transcript();
        CountBody count = CountBody.newBuilder().setTotalTokens(7).build();
        assertThat(transcript.accept(StreamRecord.newBuilder().setCount(count).build())).isEqualTo(new Event.Counted(count));
        assertThat(transcript.finished()).isTrue();
    }

    /** Any interleaving of attempts that each resume where the log stood gives every index once, in order. */
    @Test
    void everyInterleavingGivesEachIndexOnce() {
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            int length = 1 + random.nextInt(8);
            Transcript log = new Transcript();
            List<Writer> writers = new ArrayList<>();
            List<Integer> seen = new ArrayList<>();
            for (int attempt = 0; !log.finished(); ) {
                if (writers.isEmpty() || random.nextInt(6) == 0) {
                    String id = "attempt" + attempt++;
                    log.accept(start(id));
                    writers.add(new Writer(id, log.nextIndex()));
                }
                Writer writer = writers.get(random.nextInt(writers.size()));
                StreamRecord record = writer.next >= length
                        ? finish(writer.id, length) : tokens(writer.id, writer.next++);
                if (log.accept(record) instanceof Event.Tokens(TokensBody body)) {
                    seen.add(body.getIndex());
                }
            }
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                expected.add(i);
            }
            assertThat(seen).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static final class Writer {
        private final String id;
        private int next;

        private Writer(String id, int next) {
            this.id = id;
            this.next = next;
        }
    }

    private static String read(StreamRecord... records) {
        Transcript transcript = new Transcript();
        List<String> seen = new ArrayList<>();
        for (StreamRecord record : records) {
            switch (transcript.accept(record)) {
                case Event.Tokens(TokensBody body) -> seen.add(record.getAttemptId() + body.getIndex());
                case Event.Finished _ -> seen.add("end");
                case Event.Started _, Event.Counted _, Event.Ignored _ -> { }
            }
        }
        return String.join(" ", seen);
    }

    private static StreamRecord start(String attempt) {
        return StreamRecord.newBuilder().setAttemptId(attempt).setStart(StartBody.newBuilder().setDelivery(1)).build();
    }

    private static StreamRecord tokens(String attempt, int index) {
        return StreamRecord.newBuilder().setAttemptId(attempt)
                .setTokens(TokensBody.newBuilder().setIndex(index).addIds(100 + index)).build();
    }

    private static StreamRecord scores(String attempt, int first, int count) {
        PromptLogprobs.Builder scores = PromptLogprobs.newBuilder().setFirst(first);
        for (int i = 0; i < count; i++) {
            scores.addIds(7).addLogprobs(-1);
        }
        return StreamRecord.newBuilder().setAttemptId(attempt)
                .setTokens(TokensBody.newBuilder().setPromptLogprobs(scores)).build();
    }

    private static StreamRecord finish(String attempt, int index) {
        return StreamRecord.newBuilder().setAttemptId(attempt)
                .setFinish(FinishBody.newBuilder().setIndex(index)).build();
    }
}
