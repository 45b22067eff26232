package io.gemstream.tokenizerservice;

import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TaskRecord;

/** What becomes of a prompt. */
public sealed interface TokenizedPrompt {

    /** Work for a worker. */
    record Task(TaskRecord task) implements TokenizedPrompt {}

    /** The finish record of a request that cannot be served. */
    record Refused(StreamRecord finish) implements TokenizedPrompt {}

    /** The answer to a count request. */
    record Counted(StreamRecord count) implements TokenizedPrompt {}
}
