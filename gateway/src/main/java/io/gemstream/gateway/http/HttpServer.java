package io.gemstream.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.config.HttpConfig;
import io.gemstream.proto.Topics;
import io.quarkus.arc.All;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Serves the faces at Quarkus' HTTP server, beside health and metrics. */
@Singleton
public final class HttpServer {

    /** JSON has escapes and names where a record has neither. */
    static final int MOST_BODY_BYTES = 2 * Topics.MAX_REQUEST_BYTES;

    private static final String METRICS = "/q/metrics";
    /** Without the slash behind it, with which it is a page. */
    private static final String DOCS = "/docs";

    private final GatewayConfig gateway;
    private final HttpConfig config;
    private final ApiKeys keys;
    private final List<HttpFace> faces;

    HttpServer(GatewayConfig gateway, HttpConfig config, ApiKeys keys, @All List<HttpFace> faces) {
        this.gateway = gateway;
        this.config = config;
        this.keys = keys;
        this.faces = faces;
    }

    void start(@Observes Router router) {
        Routes routes = new Routes(router);
        faces.forEach(face -> face.routes(routes));
        routes.refuseOtherMethods();
        // Where those look who take this for a model server.
        router.get("/metrics").handler(routing -> routing.reroute(METRICS));
        // Relative, so that it also holds behind a proxy that puts a path in front.
        router.getWithRegex(DOCS).handler(routing -> routing.redirect("docs/"));
    }

    private final class Routes implements HttpRoutes {

        private final Router router;
        /** By path. */
        private final Map<String, ErrorForm> forms = new LinkedHashMap<>();
        private final Map<String, Set<HttpMethod>> methods = new HashMap<>();

        Routes(Router router) {
            this.router = router;
        }

        @Override
        public void get(String path, ErrorForm errors, Consumer<Exchange> handler) {
            reading(path, errors, exchange -> {
                exchange.admit(keys);
                handler.accept(exchange);
            });
        }

        @Override
        public void open(String path, ErrorForm errors, Consumer<Exchange> handler) {
            reading(path, errors, handler);
        }

        @Override
        public void post(String path, ErrorForm errors, BiConsumer<Exchange, ObjectNode> handler) {
            answered(route(path, errors, HttpMethod.POST), errors, exchange -> exchange.withBody(MOST_BODY_BYTES, body -> {
                exchange.admit(keys);
                handler.accept(exchange, body);
            }));
        }

        @Override
        public void unknown(String prefix, ErrorForm errors) {
            answered(router.route(prefix + "*").last(), errors, exchange -> {
                throw exchange.unknown();
            });
        }

        private void reading(String path, ErrorForm errors, Consumer<Exchange> handler) {
            answered(route(path, errors, HttpMethod.GET, HttpMethod.HEAD), errors, handler);
        }

        /** What is known of a path's methods is complete once all faces have named their routes. */
        private void refuseOtherMethods() {
            forms.forEach((path, errors) -> answered(router.route(path), errors, exchange -> {
                throw exchange.notAllowed(methods.get(path));
            }));
        }

        private Route route(String path, ErrorForm errors, HttpMethod... served) {
            forms.putIfAbsent(path, errors);
            methods.computeIfAbsent(path, _ -> new LinkedHashSet<>()).addAll(List.of(served));
            Route route = router.route(path);
            List.of(served).forEach(route::method);
            return route;
        }

        private void answered(Route route, ErrorForm errors, Consumer<Exchange> handler) {
            route.handler(routing -> {
                Exchange exchange = new Exchange(routing, errors, gateway.retryDelay(), config.keepAlive());
                exchange.answering(() -> handler.accept(exchange));
            });
        }
    }
}
