package io.gemstream.inference.worker;

import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.StreamRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Where earlier attempts left a generation.
 *
 * @param ids tokens that count, in order
 * @param finished whether the stream has ended
 */
public record ResumePoint(List<Integer> ids, boolean finished) {

    /** A generation nobody has begun. */
    public static final ResumePoint BEGINNING = new ResumePoint(List.of(), false);

    public ResumePoint {
        ids = List.copyOf(ids);
    }

    /** The tokens as the engine takes them. */
    public int[] idArray() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Folds a generation's log up to the start record of one attempt. Not thread-safe. */
    public static final class Fold {

        private final String attemptId;
        private final Transcript transcript = new Transcript();
        private final List<Integer> ids = new ArrayList<>();

        public Fold(String attemptId) {
            this.attemptId = attemptId;
        }

        /**
         * Takes the next record of the generation.
         *
         * @return whether it was the attempt's start record, after which nothing matters
         */
        public boolean accept(StreamRecord record) {
            if (record.hasStart() && record.getAttemptId().equals(attemptId)) {
                return true;
            }
            if (transcript.accept(record) instanceof Transcript.Event.Tokens(var tokens)) {
                ids.addAll(tokens.getIdsList());
            }
            return false;
        }

        public ResumePoint result() {
            return new ResumePoint(ids, transcript.finished());
        }
    }
}
