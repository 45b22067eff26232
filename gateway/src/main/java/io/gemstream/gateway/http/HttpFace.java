package io.gemstream.gateway.http;

/** An API over HTTP: translates its requests to calls of the gateway, and their answers back. A bean. */
public interface HttpFace {

    /** Names its routes, at the start. */
    void routes(HttpRoutes routes);
}
