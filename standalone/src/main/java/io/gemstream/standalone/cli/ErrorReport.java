package io.gemstream.standalone.cli;

import io.gemstream.gemma.convert.ModelWriteException;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.PrintStream;

/**
 * A failure as the command line tells it.
 *
 * @param error one line: what happened
 * @param reason its entry in the table of reasons
 * @param remedy what the user can do, one sentence
 */
record ErrorReport(String error, ErrorReason reason, String remedy) {

    private ErrorReport(String error, ErrorReason reason) {
        this(error, reason, reason.remedy());
    }

    static ErrorReport of(Throwable failure) {
        return switch (failure) {
            case GemstreamException known -> 
                new ErrorReport(oneLine(String.valueOf(known.getMessage())), known.reason(), known.remedy());
            case ModelFileException damaged ->
                new ErrorReport(
                    oneLine(damaged.problem()), ErrorReason.INVALID_MODEL_FILE, oneLine(damaged.remedy()));
            case ModelWriteException failed -> new ErrorReport(oneLine(failed.getMessage()),
                    failed.diskFull() ? ErrorReason.DISK_FULL : ErrorReason.WRITE_FAILED);
            case InterruptedException _ -> new ErrorReport("interrupted", ErrorReason.CANCELLED_BY_CLIENT);
            case OutOfMemoryError memory -> new ErrorReport(oneLine(memory.toString()), ErrorReason.OUT_OF_MEMORY);
            default -> new ErrorReport(oneLine(failure.toString()), ErrorReason.INTERNAL);
        };
    }

    /** Prints error and remedy; gives the exit code. */
    int print(PrintStream err) {
        err.println("error: " + error + " (" + reason + ")");
        err.println("remedy: " + remedy);
        return reason.exitCode();
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
