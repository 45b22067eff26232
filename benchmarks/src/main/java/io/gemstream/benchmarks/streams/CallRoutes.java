package io.gemstream.benchmarks.streams;

import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.WatchRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Notes by which gateway each generation's tokens come, and since when. Thread-safe. */
final class CallRoutes implements ClientInterceptor {

    /**
     * The gateway that brought the last token.
     *
     * @param port of the gateway
     * @param sinceNs when it brought its first
     */
    record Route(int port, long sinceNs) {}

    private final Map<String, Route> routes = new ConcurrentHashMap<>();

    Map<String, Route> routes() {
        return routes;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {

            private volatile String requestId = "";

            @Override
            public void sendMessage(Q message) {
                switch (message) {
                    case GenerateRequest request -> requestId = request.getRequestId();
                    case WatchRequest request -> requestId = request.getRequestId();
                    default -> { }
                }
                super.sendMessage(message);
            }

            @Override
            public void start(Listener<A> listener, Metadata headers) {
                super.start(new SimpleForwardingClientCallListener<>(listener) {
                    @Override
                    public void onMessage(A message) {
                        if (message instanceof GenerateResponse response && response.hasTokens()
                                && getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress gateway) {
                            note(requestId, gateway.getPort());
                        }
                        super.onMessage(message);
                    }
                }, headers);
            }
        };
    }

    private void note(String requestId, int port) {
        routes.compute(requestId, (_, known) ->
                known != null && known.port() == port ? known : new Route(port, System.nanoTime()));
    }
}
