package io.gemstream.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Takes the routes of faces. Handlers run on an event loop and must not block; what they throw is answered in the form of
 * their face. A path that ends with {@code *} stands for all that begin so, and {@code :name} in one for a
 * segment, see {@link Exchange#segment}.
 */
public interface HttpRoutes {

    /** A request without a body that matters. */
    void get(String path, ErrorForm errors, Consumer<Exchange> handler);

    /** The same, of everybody: probes have no keys. */
    void open(String path, ErrorForm errors, Consumer<Exchange> handler);

    /** A request whose body is a JSON object, whatever its content type says; other bodies are refused. */
    void post(String path, ErrorForm errors, BiConsumer<Exchange, ObjectNode> handler);

    /** The form of errors at paths that begin so and that nobody serves. */
    void unknown(String prefix, ErrorForm errors);
}
