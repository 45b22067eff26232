package io.gemstream.service.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Finds out whether a server that is spoken to in Kafka's plain protocol answers in TLS. */
final class TlsProbe {

    /** Content type of an alert, and the major version of every TLS (RFC 8446, section 5.1). */
    private static final int ALERT = 21;
    private static final int MAJOR_VERSION = 3;

    private static final short API_VERSIONS = 18;
    private static final short NO_CLIENT_ID = -1;
    private static final int HEADER_BYTES = 10;

    private TlsProbe() {}

    /** Blocks for the answer; a server that gives none, or is not there, is no TLS server. */
    static boolean speaksTls(InetSocketAddress server, Duration most) {
        int millis = Math.toIntExact(most.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(server, millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream().write(apiVersionsRequest());
            InputStream answer = socket.getInputStream();
            return answer.read() == ALERT && answer.read() == MAJOR_VERSION;
        } catch (IOException noAnswer) {
            return false;
        }
    }

    /** Version 0, which every broker answers (KIP-511). */
    private static byte[] apiVersionsRequest() {
        return ByteBuffer.allocate(Integer.BYTES + HEADER_BYTES)
                .putInt(HEADER_BYTES)
                .putShort(API_VERSIONS)
                .putShort((short) 0)
                .putInt(1)
                .putShort(NO_CLIENT_ID)
                .array();
    }
}
