package io.gemstream.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Lists of the same gateways, as their clients are given them. */
public final class GatewayOrders {

    private GatewayOrders() {}

    /** For each gateway the list that begins with it and goes round. */
    public static <T> List<List<T>> of(List<T> gateways) {
        return IntStream.range(0, gateways.size()).mapToObj(first -> {
            List<T> order = new ArrayList<>(gateways);
            Collections.rotate(order, -first);
            return List.copyOf(order);
        }).toList();
    }
}
