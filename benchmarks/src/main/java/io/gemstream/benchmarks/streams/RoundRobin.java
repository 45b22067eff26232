package io.gemstream.benchmarks.streams;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** A name with several addresses, as the DNS name of several gateways has: gRPC's round_robin balances over them. */
final class RoundRobin extends NameResolverProvider {

    static final String SCHEME = "gateways";

    private final List<EquivalentAddressGroup> addresses;

    RoundRobin(Collection<Integer> ports) {
        this.addresses = ports.stream()
                .map(port -> new EquivalentAddressGroup(new InetSocketAddress("127.0.0.1", port))).toList();
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        return new NameResolver() {
            @Override
            public String getServiceAuthority() {
                return "gateways";
            }

            @Override
            public void start(Listener2 listener) {
                listener.onResult(ResolutionResult.newBuilder().setAddressesOrError(StatusOr.fromValue(addresses)).build());
            }

            @Override
            public void shutdown() {}
        };
    }

    @Override
    public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
        return Set.of(InetSocketAddress.class);
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return 5;
    }
}
