package io.gemstream.standalone.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.gemstream.client.EventText;
import io.gemstream.client.GemstreamClient;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.standalone.client.StreamTally;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Prints a stream as it comes, flushed token by token. */
final class StreamPrinter {

    private final PrintStream out;
    private final Optional<PrintStream> summary;
    private final boolean json;

    private StreamPrinter(PrintStream out, Optional<PrintStream> summary, boolean json) {
        this.out = out;
        this.summary = summary;
        this.json = json;
    }

    /** The text on {@code out}, a line of counts and times on {@code err}. */
    static StreamPrinter text(PrintStream out, PrintStream err) {
        return new StreamPrinter(out, Optional.of(err), false);
    }

    /** One JSON object a line; everything a summary could say is in them. */
    static StreamPrinter json(PrintStream out) {
        return new StreamPrinter(out, Optional.empty(), true);
    }

    /** Runs the generation to its end. */
    void print(GemstreamClient client, GenerateRequest request, Duration timeout) {
        StreamTally tally = new StreamTally(System.nanoTime());
        boolean complete = false;
        try {
            client.generate(request, timeout, event -> {
                tally.accept(event, System.nanoTime());
                print(event);
            });
            complete = true;
        } finally {
            if (!json && (complete || tally.secondsToFirstToken().isPresent())) {
                out.println();
                out.flush();
            }
        }
        summary.ifPresent(err -> err.println(tally.summary()));
    }

    private void print(GenerateResponse event) {
        String text = json ? line(event) : EventText.of(event);
        if (!text.isEmpty()) {
            // Bytes, since the terminal's declared charset may lack what the model writes.
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.write(bytes, 0, bytes.length);
            out.flush();
        }
    }

    private static String line(GenerateResponse event) {
        try {
            return JsonFormat.printer().omittingInsignificantWhitespace().print(event) + "\n";
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("no Any in " + event.getEventCase(), impossible);
        }
    }
}
