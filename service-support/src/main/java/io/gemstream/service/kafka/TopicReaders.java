package io.gemstream.service.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the readers of topics of a process, by name. Thread-safe. */
@ApplicationScoped
public class TopicReaders {

    private final Map<String, TopicReader> all = new ConcurrentHashMap<>();

    /** The reader of that name, for messages. */
    public TopicReader of(String what) {
        return all.computeIfAbsent(what, name -> new TopicReader(name, System::nanoTime));
    }

    /** The reasons for which readers do not get on, by the readers' names. */
    public Map<String, String> faults() {
        Map<String, String> faults = new TreeMap<>();
        all.forEach((name, reader) -> reader.fault().ifPresent(why -> faults.put(name, why)));
        return faults;
    }
}
