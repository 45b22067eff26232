package io.gemstream.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.config.HttpConfig;
import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.quarkus.arc.All;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Serves the faces at Quarkus' HTTP server, beside health and metrics. */
@Singleton
public final class HttpServer {

    /** JSON has escapes and names where a record has neither. */
    static final long MOST_BODY_BYTES = 2L * Topics.MAX_REQUEST_BYTES;

    private static final int TOO_LARGE = 413;
    private static final int INTERNAL = 500;

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
        faces.forEach(face -> face.routes(new Routes(router)));
    }

    private final class Routes implements HttpRoutes {

        private final Router router;

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
            Route route = router.route(HttpMethod.POST, path)
                    .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES));
            answered(route, errors, exchange -> {
                exchange.admit(keys);
                handler.accept(exchange, exchange.body());
            });
        }

        @Override
        public void unknown(String prefix, ErrorForm errors) {
            answered(router.route(prefix + "*").last(), errors, exchange -> {
                throw exchange.unknown();
            });
        }

        private void reading(String path, ErrorForm errors, Consumer<Exchange> handler) {
            answered(router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD), errors, handler);
        }

        private void answered(Route route, ErrorForm errors, Consumer<Exchange> handler) {
            route.handler(routing -> {
                Exchange exchange = exchange(routing, errors);
                try {
                    handler.accept(exchange);
                } catch (RuntimeException refused) {
                    exchange.fail(refused);
                }
            }).failureHandler(routing -> exchange(routing, errors).fail(failure(routing)));
        }
    }

    private Exchange exchange(RoutingContext routing, ErrorForm errors) {
        return new Exchange(routing, errors, gateway.retryDelay(), config.keepAlive());
    }

    /** What Vert.x refuses, it refuses with a status alone. */
    private static Throwable failure(RoutingContext routing) {
        if (routing.failure() != null) {
            return routing.failure();
        }
        return switch (routing.statusCode()) {
            case TOO_LARGE -> new GemstreamException(ErrorReason.REQUEST_TOO_LARGE,
                    "body: too large (expected: at most " + MOST_BODY_BYTES + " bytes)");
            case INTERNAL -> new GemstreamException(ErrorReason.INTERNAL, "the HTTP server failed");
            default -> new GemstreamException(ErrorReason.INVALID_OPTION,
                    "request: " + Echo.quoted(routing.normalizedPath()) + " cannot be read");
        };
    }
}
