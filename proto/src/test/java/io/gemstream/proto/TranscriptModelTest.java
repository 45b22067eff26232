package io.gemstream.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.StartBody;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TokensBody;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The rules of the log, checked in every state that few attempts at a short generation can reach; docs/model/README.md
 * says what is modelled. An attempt may stop for good at any step (a crash), go on after others have begun (a zombie),
 * write a record twice, or end the stream before its time (a cancellation). The readers are the real {@link Transcript}.
 */
class TranscriptModelTest {

    private static final int LENGTH = 4;

    /** What a reader has after some log: who wrote each token that counts, and by whom the stream was ended. */
    private record View(List<Integer> writers, Optional<Integer> endedBy, boolean whole) {}

    private enum Phase {
        /** Has not begun. */
        IDLE,
        /** Its start record is written; it reads the log up to there. */
        READING,
        WRITING,
        /** Has written its finish record. */
        DONE
    }

    /**
     * An attempt.
     *
     * @param belief what it takes the transcript to be, by writer
     * @param duplicates records it may yet write twice
     */
    private record Attempt(Phase phase, List<Integer> belief, int duplicates) {}

    private record State(List<StreamRecord> log, List<Attempt> attempts) {}

    @Test
    void noInterleavingLosesRepeatsOrMixesTokens() {
        Exploration two = new Exploration(TranscriptModelTest::read);
        two.explore(initial(2, 2), new View(List.of(), Optional.empty(), false));
        Exploration three = new Exploration(TranscriptModelTest::read);
        three.explore(initial(3, 0), new View(List.of(), Optional.empty(), false));
        System.out.printf("states: %d with two attempts and duplicates, %d with three attempts%n",
                two.visited.size(), three.visited.size());
        assertThat(two.visited.size()).isGreaterThan(1_000);
        assertThat(three.visited.size()).isGreaterThan(10_000);
        assertThat(two.wholes).isPositive();
        assertThat(three.wholes).isPositive();
    }

    /** The exploration has teeth: readers that go by the index alone take a zombie's tokens and its cancellation. */
    @Test
    void withoutTheRuleOfTheLatestStartItFindsAMix() {
        Exploration blind = new Exploration(TranscriptModelTest::readByIndexAlone);
        assertThatThrownBy(() -> blind.explore(initial(2, 0), new View(List.of(), Optional.empty(), false)))
                .isInstanceOf(AssertionError.class);
    }

    private static final class Exploration {
        private final Function<List<StreamRecord>, View> reader;
        private final Set<Object> visited = new HashSet<>();
        private int wholes;

        private Exploration(Function<List<StreamRecord>, View> reader) {
            this.reader = reader;
        }

        private void explore(State state, View before) {
            View view = reader.apply(state.log());
            check(state, before, view);
            // What comes is decided by this alone, not by how the log came about.
            if (!visited.add(List.of(view, latest(state), state.attempts()))) {
                return;
            }
            if (view.whole()) {
                wholes++;
            }
            for (int id = 0; id < state.attempts().size(); id++) {
                for (State next : successors(state, id)) {
                    explore(next, view);
                }
            }
        }

        private static void check(State state, View before, View view) {
            assertThat(view.writers().subList(0, before.writers().size()))
                    .as("a token that was read stays: %s", state.log()).isEqualTo(before.writers());
            if (before.endedBy().isPresent()) {
                assertThat(view).as("nothing follows the end: %s", state.log()).isEqualTo(before);
            }
            int latest = latest(state);
            if (latest < 0) {
                assertThat(view.writers()).isEmpty();
                return;
            }
            Attempt owner = state.attempts().get(latest);
            if (before.endedBy().isEmpty()) {
                assertThat(view.writers()).as("the latest attempt knows the transcript: %s", state.log())
                        .isEqualTo(owner.belief());
            }
            if (before.endedBy().isEmpty() && view.endedBy().isPresent()) {
                assertThat(view.endedBy()).as("only the latest attempt ends it: %s", state.log()).contains(latest);
            }
            if (view.whole()) {
                assertThat(view.writers()).as("a whole stream has every token: %s", state.log()).hasSize(LENGTH);
            }
        }

        private List<State> successors(State state, int id) {
            Attempt attempt = state.attempts().get(id);
            List<State> next = new ArrayList<>();
            switch (attempt.phase()) {
                // It will read up to here, whenever it does: its start record keeps the place.
                case IDLE -> next.add(step(state, id, new Attempt(Phase.READING, reader.apply(state.log()).writers(),
                        attempt.duplicates()), start(id)));
                case READING -> {
                    View found = reader.apply(state.log().subList(0, indexOfStart(state.log(), id)));
                    next.add(step(state, id, new Attempt(found.endedBy().isPresent() ? Phase.DONE : Phase.WRITING,
                            found.writers(), attempt.duplicates())));
                }
                case WRITING -> {
                    int index = attempt.belief().size();
                    if (index < LENGTH) {
                        List<Integer> belief = new ArrayList<>(attempt.belief());
                        belief.add(id);
                        next.add(step(state, id, new Attempt(Phase.WRITING, belief, attempt.duplicates()),
                                token(id, index)));
                        next.add(step(state, id, new Attempt(Phase.DONE, attempt.belief(), 0),
                                finish(id, index, FinishReason.CANCELLED)));
                        if (attempt.duplicates() > 0) {
                            next.add(step(state, id, new Attempt(Phase.WRITING, belief, attempt.duplicates() - 1),
                                    token(id, index), token(id, index)));
                        }
                    } else {
                        next.add(step(state, id, new Attempt(Phase.DONE, attempt.belief(), 0),
                                finish(id, index, FinishReason.LENGTH)));
                    }
                }
                case DONE -> { }
            }
            return next;
        }
    }

    private static State initial(int attempts, int duplicates) {
        List<Attempt> idle = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
            idle.add(new Attempt(Phase.IDLE, List.of(), duplicates));
        }
        return new State(List.of(), idle);
    }

    private static State step(State state, int id, Attempt changed, StreamRecord... written) {
        List<StreamRecord> log = new ArrayList<>(state.log());
        log.addAll(List.of(written));
        List<Attempt> attempts = new ArrayList<>(state.attempts());
        attempts.set(id, changed);
        return new State(List.copyOf(log), List.copyOf(attempts));
    }

    private static int latest(State state) {
        for (StreamRecord record : state.log().reversed()) {
            if (record.hasStart()) {
                return Integer.parseInt(record.getAttemptId());
            }
        }
        return -1;
    }

    private static int indexOfStart(List<StreamRecord> log, int id) {
        for (int i = 0; ; i++) {
            if (log.get(i).hasStart() && log.get(i).getAttemptId().equals(Integer.toString(id))) {
                return i;
            }
        }
    }

    private static View read(List<StreamRecord> log) {
        Transcript transcript = new Transcript();
        List<Integer> writers = new ArrayList<>();
        for (StreamRecord record : log) {
            switch (transcript.accept(record)) {
                case Transcript.Event.Tokens _ -> writers.add(Integer.parseInt(record.getAttemptId()));
                case Transcript.Event.Finished(var body) -> {
                    return new View(writers, Optional.of(Integer.parseInt(record.getAttemptId())),
                            body.getReason() == FinishReason.LENGTH);
                }
                case Transcript.Event.Started _, Transcript.Event.Counted _, Transcript.Event.Ignored _ -> { }
            }
        }
        return new View(writers, Optional.empty(), false);
    }

    private static View readByIndexAlone(List<StreamRecord> log) {
        List<Integer> writers = new ArrayList<>();
        for (StreamRecord record : log) {
            if (record.hasTokens() && record.getTokens().getIndex() == writers.size()) {
                writers.add(Integer.parseInt(record.getAttemptId()));
            } else if (record.hasFinish() && record.getFinish().getIndex() == writers.size()) {
                return new View(writers, Optional.of(Integer.parseInt(record.getAttemptId())),
                        record.getFinish().getReason() == FinishReason.LENGTH);
            }
        }
        return new View(writers, Optional.empty(), false);
    }

    private static StreamRecord start(int id) {
        return record(id).setStart(StartBody.getDefaultInstance()).build();
    }

    private static StreamRecord token(int id, int index) {
        return record(id).setTokens(TokensBody.newBuilder().setIndex(index).addIds(index)).build();
    }

    private static StreamRecord finish(int id, int index, FinishReason reason) {
        return record(id).setFinish(FinishBody.newBuilder().setIndex(index).setReason(reason)).build();
    }

    private static StreamRecord.Builder record(int id) {
        return StreamRecord.newBuilder().setAttemptId(Integer.toString(id));
    }
}
