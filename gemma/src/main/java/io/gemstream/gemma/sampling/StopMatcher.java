package io.gemstream.gemma.sampling;

import java.util.List;

/**
 * Ends a stream of text at the first stop string. Text goes in piece by piece and comes out as soon as it cannot be part
 * of a stop string: only the longest suffix that may begin one is held back. The stop string does not come out. How the
 * text is cut into pieces makes no difference. Not thread-safe; one per stream.
 */
public final class StopMatcher {

    private final List<String> stops;
    private final int longest;
    private final StringBuilder held = new StringBuilder();
    private boolean matched;

    /** @param stops strings that end the text, none of them empty; may be an empty list */
    public StopMatcher(List<String> stops) {
        this.stops = List.copyOf(stops);
        this.longest = stops.stream().mapToInt(String::length).max().orElse(0);
    }

    /** Text that is safe to show after {@code text} came; nothing once a stop string has matched. */
    public String push(String text) {
        if (matched) {
            return "";
        }
        for (int i = 0; i < text.length(); i++) {
            held.append(text.charAt(i));
            int start = startOfStop();
            if (start >= 0) {
                matched = true;
                held.setLength(start);
                return flush();
            }
        }
        return release(held.length() - heldBack());
    }

    /** Whether a stop string has come. */
    public boolean matched() {
        return matched;
    }

    /** The text held back, for a stream that ends without its stop string. */
    public String flush() {
        return release(held.length());
    }

    /** Where the longest stop string that ends here starts, or -1. */
    private int startOfStop() {
        int start = -1;
        for (String stop : stops) {
            int from = held.length() - stop.length();
            if (from >= 0 && (start < 0 || from < start) && startsAt(from, stop, stop.length())) {
                start = from;
            }
        }
        return start;
    }

    /** Length of the longest suffix that begins a stop string. */
    private int heldBack() {
        for (int length = Math.min(held.length(), longest - 1); length > 0; length--) {
            for (String stop : stops) {
                if (length < stop.length() && startsAt(held.length() - length, stop, length)) {
                    return length;
                }
            }
        }
        return 0;
    }

    private boolean startsAt(int from, String stop, int length) {
        for (int i = 0; i < length; i++) {
            if (held.charAt(from + i) != stop.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String release(int length) {
        String safe = held.substring(0, length);
        held.delete(0, length);
        return safe;
    }
}
