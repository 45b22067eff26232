package io.gemstream.standalone.cli;

import io.gemstream.gemma.error.GemmaException;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.PrintStream;

/**
 * A failure as the command line reports it.
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
            case GemmaException known when reason(known.code()) != ErrorReason.INTERNAL ->
                new ErrorReport(oneLine(String.valueOf(known.getMessage())), reason(known.code()));
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

    private static ErrorReason reason(GemmaException.Code code) {
        return switch (code) {
            case INVALID_MODEL_FILE -> ErrorReason.INVALID_MODEL_FILE;
            case WRITE_FAILED -> ErrorReason.WRITE_FAILED;
            case DISK_FULL -> ErrorReason.DISK_FULL;
            case OUT_OF_MEMORY -> ErrorReason.OUT_OF_MEMORY;
            case INCOMPATIBLE -> ErrorReason.INVALID_CONFIGURATION;
            case DEVICE_UNAVAILABLE -> ErrorReason.DEVICE_UNAVAILABLE;
            case INVALID_OPTION -> ErrorReason.INVALID_OPTION;
            case INVALID_CONSTRAINT -> ErrorReason.INVALID_CONSTRAINT;
            case INVALID_CHAT -> ErrorReason.INVALID_CHAT;
            case CHAT_UNSUPPORTED -> ErrorReason.CHAT_UNSUPPORTED;
            case EMPTY_PROMPT -> ErrorReason.EMPTY_PROMPT;
            case PROMPT_TOO_LONG -> ErrorReason.CONTEXT_LENGTH_EXCEEDED;
            case CLOSED, GENERATION_FAILED -> ErrorReason.INTERNAL;
        };
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
