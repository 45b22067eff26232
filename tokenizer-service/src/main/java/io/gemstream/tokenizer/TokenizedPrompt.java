package io.gemstream.tokenizer;

import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TaskRecord;

/** The result of tokenizing a prompt: a task, a refusal, or a count. */
public sealed interface TokenizedPrompt {

    /** Work for a worker. */
    record Task(TaskRecord task) implements TokenizedPrompt {}

    /** The finish record of a request that cannot be served. */
    record Refused(StreamRecord finish) implements TokenizedPrompt {

        /**
         * The end of a request for that reason.
         *
         * @param known all that is known of the provenance that the generation would have had
         */
        public static Refused of(String requestId, GemstreamException refusal, Provenance known) {
            return new Refused(StreamRecord.newBuilder()
                    .setFinish(FinishBody.newBuilder()
                            .setReason(FinishReason.ERROR)
                            .setError(ErrorStatus.of(refusal, requestId))
                            .setProvenance(known))
                    .build());
        }
    }

    /** The answer to a count request. */
    record Counted(StreamRecord count) implements TokenizedPrompt {}
}
