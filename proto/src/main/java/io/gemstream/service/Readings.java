package io.gemstream.service;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The readers of topics of a process. Thread-safe. */
@ApplicationScoped
public class Readings {

    private final Map<String, Reading> all = new ConcurrentHashMap<>();

    /** The reader of that name, for messages. */
    public Reading of(String what) {
        return all.computeIfAbsent(what, name -> new Reading(name, System::nanoTime));
    }

    /** Why readers do not get on, by their names. */
    public Map<String, String> faults() {
        Map<String, String> faults = new TreeMap<>();
        all.forEach((name, reading) -> reading.fault().ifPresent(why -> faults.put(name, why)));
        return faults;
    }
}
