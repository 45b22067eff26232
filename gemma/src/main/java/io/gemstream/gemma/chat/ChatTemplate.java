package io.gemstream.gemma.chat;

import io.gemstream.gemma.chat.ChatSegment.Special;
import io.gemstream.gemma.chat.ChatSegment.Text;
import io.gemstream.gemma.chat.jinja.PythonText;
import java.util.ArrayList;
import java.util.List;

/**
 * Renders conversations in the turn format of Gemma 1, 2 and 3 (ADR 33):
 *
 * <pre>
 * &lt;bos&gt;&lt;start_of_turn&gt;user
 * {trimmed}&lt;end_of_turn&gt;
 * &lt;start_of_turn&gt;model
 * </pre>
 *
 * Equal to the templates published with the models, but for system messages (see {@link SystemPolicy}): Gemma 1 and 2
 * refuse them, Gemma 3 folds them without trimming.
 *
 * @param systemPolicy way to handle a system message
 */
public record ChatTemplate(SystemPolicy systemPolicy) {

    /** Why conversations are refused that are to be rendered for a vocabulary without turns. */
    public static final String NO_TURNS =
            "the vocabulary has no <start_of_turn> and <end_of_turn>, so no turn could end";

    static final Special BOS = new Special("<bos>");
    private static final Special START_OF_TURN = new Special("<start_of_turn>");
    private static final Special END_OF_TURN = new Special("<end_of_turn>");
    private static final Text NEWLINE = new Text("\n");

    /**
     * Renders a conversation.
     *
     * @param messages at most one system message, which comes first, then user and model by turns, user first
     * @param ending what comes behind the last message
     * @throws ChatTemplateException if the roles do not come in that order, or the last one does not fit the ending
     */
    public List<ChatSegment> render(List<ChatMessage> messages, ChatEnding ending) {
        boolean hasSystem = !messages.isEmpty() && messages.getFirst().role() == ChatRole.SYSTEM;
        if (hasSystem && systemPolicy == SystemPolicy.REJECT) {
            throw new ChatTemplateException(
                    "messages[0].role: system (expected: user; this model takes no system message)");
        }
        int firstTurn = hasSystem ? 1 : 0;
        requireTurns(messages, firstTurn);
        requireLast(messages, ending);
        String instructions = hasSystem ? PythonText.strip(messages.getFirst().content()) : "";
        int closed = ending == ChatEnding.OPEN_TURN ? messages.size() - 1 : messages.size();
        List<ChatSegment> segments = new ArrayList<>();
        segments.add(BOS);
        for (int i = firstTurn; i < closed; i++) {
            String content = PythonText.strip(messages.get(i).content());
            if (i == firstTurn && !instructions.isEmpty()) {
                content = instructions + "\n\n" + content;
            }
            segments.add(START_OF_TURN);
            segments.add(new Text(messages.get(i).role().turnName() + "\n" + content));
            segments.add(END_OF_TURN);
            segments.add(NEWLINE);
        }
        if (ending != ChatEnding.CLOSED) {
            String begun = ending == ChatEnding.OPEN_TURN ? PythonText.stripStart(messages.getLast().content()) : "";
            segments.add(START_OF_TURN);
            segments.add(new Text(ChatRole.MODEL.turnName() + "\n" + begun));
        }
        return List.copyOf(segments);
    }

    private static void requireTurns(List<ChatMessage> messages, int firstTurn) {
        if (messages.size() == firstTurn) {
            throw new ChatTemplateException("messages: no user message (expected: at least one)");
        }
        for (int i = firstTurn; i < messages.size(); i++) {
            ChatRole role = messages.get(i).role();
            ChatRole expected = (i - firstTurn) % 2 == 0 ? ChatRole.USER : ChatRole.MODEL;
            if (role == ChatRole.SYSTEM) {
                throw new ChatTemplateException(
                        "messages[" + i + "].role: system (expected: only as the first message)");
            }
            if (role != expected) {
                throw new ChatTemplateException("messages[" + i + "].role: " + role.turnName() + " (expected: "
                        + expected.turnName() + "; user and model take turns)");
            }
        }
    }

    private static void requireLast(List<ChatMessage> messages, ChatEnding ending) {
        ChatRole last = messages.getLast().role();
        String field = "messages[" + (messages.size() - 1) + "].role: ";
        if (ending == ChatEnding.NEW_TURN && last == ChatRole.MODEL) {
            throw new ChatTemplateException(field + "model (expected: user as the last message; or"
                    + " continue_final_message, where the model is to go on with its own)");
        }
        if (ending == ChatEnding.OPEN_TURN && last != ChatRole.MODEL) {
            throw new ChatTemplateException(field + last.turnName()
                    + " (expected: model as the last message, where continue_final_message is set)");
        }
    }
}
