package io.gemstream.gateway;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A connection of HTTP/2 without calls, frame by frame (RFC 9113), because a client of grpc-java pings no more often than
 * every ten seconds.
 */
final class QuietConnection implements AutoCloseable {

    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int ACK = 1;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private int pings;

    private QuietConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    static QuietConnection open(int port, Duration patience) throws IOException {
        QuietConnection connection = new QuietConnection(new Socket(InetAddress.getLoopbackAddress(), port));
        connection.socket.setSoTimeout((int) patience.toMillis());
        connection.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        connection.write(SETTINGS, 0, new byte[0]);
        return connection;
    }

    /** Pings and reads until the answer. */
    void ping() throws IOException {
        write(PING, 0, new byte[8]);
        while (read() != (PING << 8 | ACK)) {
            // The server's own frames.
        }
    }

    /** Reads until the server pings. */
    void awaitPing() throws IOException {
        int before = pings;
        while (pings == before) {
            read();
        }
    }

    /** Type and flags of a frame. */
    private int read() throws IOException {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        in.readInt();
        byte[] payload = in.readNBytes(length);
        if (type == GOAWAY) {
            throw new IOException("GOAWAY: " + new String(payload, 8, length - 8, StandardCharsets.US_ASCII));
        }
        if (flags == 0 && (type == SETTINGS || type == PING)) {
            pings += type == PING ? 1 : 0;
            write(type, ACK, type == PING ? payload : new byte[0]);
        }
        return type << 8 | flags;
    }

    private void write(int type, int flags, byte[] payload) throws IOException {
        out.write(ByteBuffer.allocate(9 + payload.length)
                .putShort((short) 0).put((byte) payload.length).put((byte) type).put((byte) flags).putInt(0)
                .put(payload).array());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
