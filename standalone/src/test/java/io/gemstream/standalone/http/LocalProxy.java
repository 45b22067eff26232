package io.gemstream.standalone.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A forwarding proxy: tunnels for https, whole URLs for http; with a login where one is set. */
final class LocalProxy implements AutoCloseable {

    /** First line of each request that was let through. */
    final List<String> requests = new CopyOnWriteArrayList<>();
    /** {@code NAME:PASSWORD} that it wants. */
    volatile Optional<String> login = Optional.empty();

    private final ServerSocket server;

    private LocalProxy(ServerSocket server) {
        this.server = server;
    }

    static LocalProxy start() throws IOException {
        LocalProxy proxy = new LocalProxy(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
        Thread.ofVirtual().start(proxy::serve);
        return proxy;
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        while (true) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            while (true) {
                List<String> head = new ArrayList<>();
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    head.add(line);
                }
                if (head.isEmpty()) {
                    return;
                }
                if (!isLetIn(head)) {
                    write(client, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"it\"\r\n"
                            + "Content-Length: 0\r\n\r\n");
                    continue;
                }
                requests.add(head.getFirst());
                String[] words = head.getFirst().split(" ");
                URI target = URI.create(words[0].equals("CONNECT") ? "tunnel://" + words[1] : words[1]);
                try (Socket upstream = new Socket(target.getHost(), target.getPort())) {
                    if (words[0].equals("CONNECT")) {
                        write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
                        Thread back = Thread.ofVirtual().start(() -> copy(client, upstream));
                        copy(upstream, client);
                        back.interrupt();
                    } else {
                        write(upstream, words[0] + " " + target.getRawPath() + " HTTP/1.1\r\nHost: " + target.getAuthority()
                                + "\r\nConnection: close\r\n\r\n");
                        copy(upstream, client);
                    }
                    return;
                }
            }
        } catch (IOException gone) {
            // The client sees it.
        }
    }

    private boolean isLetIn(List<String> head) {
        String wanted = login.map(known -> "Proxy-Authorization: Basic "
                + Base64.getEncoder().encodeToString(known.getBytes(StandardCharsets.UTF_8))).orElse("");
        return wanted.isEmpty() || head.stream().anyMatch(wanted::equalsIgnoreCase);
    }

    private static void write(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        to.getOutputStream().flush();
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // The other side sees it.
        }
    }
}
