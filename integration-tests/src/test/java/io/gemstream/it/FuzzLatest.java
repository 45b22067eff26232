package io.gemstream.it;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map of the latest entries only. Not thread-safe. */
final class FuzzLatest<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1;

    private final int most;

    FuzzLatest(int most) {
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
