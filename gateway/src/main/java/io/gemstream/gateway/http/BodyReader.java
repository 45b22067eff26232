package io.gemstream.gateway.http;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Reads a body whole. Vert.x' own handler goes by the content type, and curl calls everything a form that it is not told
 * about. Of the event loop alone.
 */
final class BodyReader {

    private static final String CONTINUE = "100-continue";

    private final int mostBytes;
    private final Consumer<byte[]> whole;
    private final Consumer<GemstreamException> refused;
    private final Buffer body = Buffer.buffer();
    /** Nothing more is kept: it is too large, or its client has left. */
    private boolean over;

    private BodyReader(int mostBytes, Consumer<byte[]> whole, Consumer<GemstreamException> refused) {
        this.mostBytes = mostBytes;
        this.whole = whole;
        this.refused = refused;
    }

    /**
     * Reads the body of a request. What is too large is refused as soon as that is known, and the rest of it thrown away. A
     * client that leaves meanwhile gets no answer.
     *
     * @param whole takes the body
     * @param refused takes REQUEST_TOO_LARGE
     */
    static void read(HttpServerRequest request, int mostBytes, Consumer<byte[]> whole, Consumer<GemstreamException> refused) {
        BodyReader reader = new BodyReader(mostBytes, whole, refused);
        request.exceptionHandler(_ -> reader.over = true);
        request.handler(reader::part);
        request.endHandler(_ -> reader.end());
        if (CONTINUE.equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    private void part(Buffer part) {
        if (over) {
            return;
        }
        if (body.length() + part.length() > mostBytes) {
            over = true;
            refused.accept(new GemstreamException(ErrorReason.REQUEST_TOO_LARGE,
                    "body: too large (expected: at most " + mostBytes + " bytes)"));
        } else {
            body.appendBuffer(part);
        }
    }

    private void end() {
        if (!over) {
            whole.accept(body.getBytes());
        }
    }
}
