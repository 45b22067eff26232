package io.gemstream.gateway.generation;

import io.gemstream.gateway.operation.Operations;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import java.util.Optional;

/**
 * The content of a generation's log, as far as it was read.
 *
 * @param tokens ids, text and probabilities so far
 * @param attempts attempts begun
 * @param startedMs when the first began, 0 where none did
 * @param end the end, where there is one
 */
public record GenerationLog(GenerationResult tokens, int attempts, long startedMs, Optional<End> end) {

    /**
     * The finish record that counts.
     *
     * @param offset its offset
     * @param ms its timestamp
     */
    public record End(FinishBody body, long offset, long ms) {}

    /** The response of the operation: the text that was held back comes with the end. */
    public GenerationResult result(OperationRecord row) {
        GenerationResult.Builder result = tokens.toBuilder().setSampling(row.getSampling());
        end.ifPresent(last -> result
                .setText(tokens.getText() + last.body().getText())
                .setFinished(Operations.finished(last.body())));
        return result.build();
    }

    /** The row as the log says it should be. */
    public OperationRecord update(OperationRecord row) {
        OperationRecord.Builder updated = row.toBuilder().setAttempts(attempts);
        if (attempts > 0 && row.getStartedMs() == 0) {
            updated.setStartedMs(startedMs);
        }
        if (end.isPresent()) {
            return Operations.ended(
                    updated.build(), end.get().body(), attempts, end.get().ms(), end.get().offset() + 1);
        }
        return attempts > 0 ? updated.setState(State.RUNNING).build() : updated.build();
    }

    /**
     * Collects the events of a log that count, in order. Every result of a generation, wherever it is told, is made
     * here. Not thread-safe.
     */
    public static final class Fold {

        private final GenerationResult.Builder tokens = GenerationResult.newBuilder();
        private final StringBuilder text = new StringBuilder();
        private int attempts;
        private long startedMs;
        private Optional<End> end = Optional.empty();

        public void accept(Transcript.Event event, long offset, long timestampMs) {
            switch (event) {
                case Transcript.Event.Started _ -> {
                    startedMs = attempts == 0 ? timestampMs : startedMs;
                    attempts++;
                }
                case Transcript.Event.Tokens(var body) -> {
                    tokens.addAllIds(body.getIdsList())
                            .addAllLogprobs(body.getLogprobsList())
                            .addAllTopLogprobs(body.getTopLogprobsList())
                            .addAllPieces(body.getPiecesList());
                    if (body.hasPromptLogprobs()) {
                        tokens.addPromptLogprobs(body.getPromptLogprobs());
                    }
                    text.append(body.getText());
                }
                case Transcript.Event.Finished(var body) -> end = Optional.of(new End(body, offset, timestampMs));
                case Transcript.Event.Counted(var body) ->
                        end = Optional.of(new End(Operations.counted(body.getTotalTokens()), offset, timestampMs));
                case Transcript.Event.Ignored _ -> { }
            }
        }

        /** The content of the log, by the events so far. */
        public GenerationLog result() {
            return new GenerationLog(tokens.setText(text.toString()).build(), attempts, startedMs, end);
        }
    }
}
