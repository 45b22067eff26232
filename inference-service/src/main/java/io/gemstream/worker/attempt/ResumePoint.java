package io.gemstream.worker.attempt;

import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.StreamRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * The point at which earlier attempts left a generation.
 *
 * <p>Attempts are counted by their start records, and only those that led nowhere. The share group's delivery count
 * would not do: it also counts deliveries to consumers that were already dead, and a long generation may well outlive
 * more workers than a poisonous task is allowed to kill.
 *
 * @param ids tokens that count, in order
 * @param finished whether the stream has ended
 * @param fruitlessAttempts attempts since the last token that counts
 * @param attempts all attempts
 */
public record ResumePoint(List<Integer> ids, boolean finished, int fruitlessAttempts, int attempts) {

    /** The point of a generation that nobody has begun. */
    public static final ResumePoint BEGINNING = new ResumePoint(List.of(), false, 0, 0);

    public ResumePoint {
        ids = List.copyOf(ids);
    }

    /** The tokens as the engine takes them. */
    public int[] idArray() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Folds a generation's log up to a record of one attempt. Not thread-safe. */
    public static final class Fold {

        private final LogMark mark;
        private final Transcript transcript = new Transcript();
        private final List<Integer> ids = new ArrayList<>();
        private int fruitlessAttempts;
        private int attempts;

        public Fold(LogMark mark) {
            this.mark = mark;
        }

        /**
         * Takes the next record of the generation.
         *
         * @return whether it was the mark, after which nothing matters
         */
        public boolean accept(StreamRecord record) {
            boolean last = mark.is(record);
            if (last && mark.kind() == LogMark.Kind.START) {
                return true;
            }
            switch (transcript.accept(record)) {
                case Transcript.Event.Started _ -> {
                    fruitlessAttempts++;
                    attempts++;
                }
                case Transcript.Event.Tokens(var tokens) -> {
                    ids.addAll(tokens.getIdsList());
                    // Scores of the prompt, which have no ids, bring a generation no further.
                    fruitlessAttempts = tokens.getIdsCount() > 0 ? 0 : fruitlessAttempts;
                }
                case Transcript.Event.Finished _, Transcript.Event.Counted _, Transcript.Event.Ignored _ -> {}
            }
            return last;
        }

        public ResumePoint result() {
            return new ResumePoint(ids, transcript.finished(), fruitlessAttempts, attempts);
        }
    }
}
