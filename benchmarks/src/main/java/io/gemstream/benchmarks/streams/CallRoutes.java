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

/** Notes which gateway answers for each generation, by which its tokens come, and since when. Thread-safe. */
final class CallRoutes implements ClientInterceptor {

    /**
     * The gateway that was last to do something for a generation.
     *
     * @param port of the gateway
     * @param sinceNs when it did so first
     */
    record Route(int port, long sinceNs) {}

    private final Map<String, Route> answers = new ConcurrentHashMap<>();
    private final Map<String, Route> tokens = new ConcurrentHashMap<>();

    /** Who has accepted a generation's call. */
    Map<String, Route> answers() {
        return answers;
    }

    /** Who brings a generation's tokens. */
    Map<String, Route> tokens() {
        return tokens;
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
                        if (message instanceof GenerateResponse response
                                && getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress gateway) {
                            note(response.hasTokens() ? tokens : answers, requestId, gateway.getPort());
                        }
                        super.onMessage(message);
                    }
                }, headers);
            }
        };
    }

    private static void note(Map<String, Route> routes, String requestId, int port) {
        routes.compute(requestId, (_, known) ->
                known != null && known.port() == port ? known : new Route(port, System.nanoTime()));
    }
}
