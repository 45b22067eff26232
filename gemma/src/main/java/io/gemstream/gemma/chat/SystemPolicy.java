package io.gemstream.gemma.chat;

/** Ways to handle a system message, for which Gemma has no turn. */
public enum SystemPolicy {
    /** It goes in front of the first user text, with an empty line between, as in llama.cpp. */
    FOLD,
    /** It is refused, as by the template published with Gemma 1 and 2. */
    REJECT
}
