package io.gemstream.gateway.http;

/**
 * How events are framed. Clients differ in what they stumble over, so each face has its own profile; measured with stock
 * clients (ADR 49). None sends {@code retry:} or an empty event.
 *
 * @param contentType of the stream
 * @param prefix before an event's data
 * @param suffix behind it
 * @param keepAlive what a silent stream gets
 */
public record Framing(String contentType, String prefix, String suffix, String keepAlive) {

    /**
     * Of OpenAI. With the space, which some readers take for part of {@code data: }; the comment without a blank line, which
     * would dispatch an event that has no data.
     */
    public static final Framing OPENAI = new Framing("text/event-stream", "data: ", "\n\n", ": keep-alive\n");

    /** Of Triton's generate_stream: its clients want {@code data: }, and know no comments. An empty line dispatches nothing. */
    public static final Framing GENERATE = new Framing("text/event-stream", "data: ", "\n\n", "\n");

    String event(String data) {
        return prefix + data + suffix;
    }
}
