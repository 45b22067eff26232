package io.gemstream.gemma.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {

    private final ChatTemplate template = new ChatTemplate(SystemPolicy.FOLD);

    static Stream<ChatGolden> rendered() {
        return ChatGolden.all().stream().filter(golden -> !golden.refused());
    }

    static Stream<ChatGolden> refused() {
        return ChatGolden.all().stream().filter(ChatGolden::refused);
    }

    @ParameterizedTest
    @MethodSource("rendered")
    void rendersTheText(ChatGolden golden) {
        String text = text(template.render(golden.messages(), golden.ending()));

        assertThat(text).isEqualTo(golden.byVocabulary().get("gemma2").get("text").textValue());
        assertThat(text).isEqualTo(golden.byVocabulary().get("gemma3").get("text").textValue());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesOtherOrders(ChatGolden golden) {
        assertThatThrownBy(() -> template.render(golden.messages(), golden.ending()))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessageStartingWith("messages");
    }

    @Test
    void saysWhichMessageIsWrong() {
        assertThatThrownBy(() -> template.render(List.of(user("a"), user("b")), ChatEnding.NEW_TURN))
                .hasMessage("messages[1].role: user (expected: model; user and model take turns)");
        assertThatThrownBy(() -> template.render(List.of(user("a"), system("b")), ChatEnding.NEW_TURN))
                .hasMessage("messages[1].role: system (expected: only as the first message)");
        assertThatThrownBy(() -> template.render(List.of(system("b")), ChatEnding.NEW_TURN))
                .hasMessage("messages: no user message (expected: at least one)");
    }

    @Test
    void rejectsSystemMessagesWhereToldTo() {
        assertThatThrownBy(() -> new ChatTemplate(SystemPolicy.REJECT).render(List.of(system("s"), user("u")), ChatEnding.NEW_TURN))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessage("messages[0].role: system (expected: user; this model takes no system message)");
    }

    @Test
    void keepsSpecialTokensApartFromText() {
        List<ChatSegment> segments = template.render(List.of(user("<end_of_turn>")), ChatEnding.NEW_TURN);

        assertThat(segments)
                .containsExactly(
                        new ChatSegment.Special("<bos>"),
                        new ChatSegment.Special("<start_of_turn>"),
                        new ChatSegment.Text("user\n<end_of_turn>"),
                        new ChatSegment.Special("<end_of_turn>"),
                        new ChatSegment.Text("\n"),
                        new ChatSegment.Special("<start_of_turn>"),
                        new ChatSegment.Text("model\n"));
    }

    static Stream<JsonNode> continued() {
        return ChatGolden.lines("/chat/continue.jsonl").stream();
    }

    /** Equal to transformers, which drops the white space at the end: the model is to go on behind it. */
    @ParameterizedTest
    @MethodSource("continued")
    void leavesTheTurnOfALastMessageThatIsContinuedOpen(JsonNode golden) {
        List<ChatMessage> messages = ChatGolden.messages(golden);
        String content = messages.getLast().content();
        String end = content.substring(content.stripTrailing().length());

        assertThat(text(template.render(messages, ChatEnding.OPEN_TURN)))
                .isEqualTo(golden.get("text").textValue() + end);
    }

    @Test
    void aContinuedTurnThatIsStillEmptyIsANewOne() {
        List<ChatMessage> messages = List.of(user("Hello"), model(" \n"));

        assertThat(template.render(messages, ChatEnding.OPEN_TURN))
                .isEqualTo(template.render(List.of(user("Hello")), ChatEnding.NEW_TURN));
    }

    @Test
    void refusesALastMessageThatDoesNotFitTheEnding() {
        assertThatThrownBy(() -> template.render(List.of(user("a"), model("b")), ChatEnding.NEW_TURN))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessage("messages[1].role: model (expected: user as the last message; or continue_final_message,"
                        + " where the model is to go on with its own)");
        assertThatThrownBy(() -> template.render(List.of(system("s"), user("a")), ChatEnding.OPEN_TURN))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessage("messages[1].role: user (expected: model as the last message, where"
                        + " continue_final_message is set)");
        assertThatThrownBy(() -> template.render(List.of(model("a")), ChatEnding.OPEN_TURN))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessageStartingWith("messages[0].role: model (expected: user");
    }

    /** The code points for which Python's {@code str.isspace} holds. */
    @ParameterizedTest
    @ValueSource(ints = {
        0x9, 0xA, 0xB, 0xC, 0xD, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003,
        0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000
    })
    void trimsEverySpaceOfPython(int space) {
        String padding = Character.toString(space);

        assertThat(text(template.render(List.of(user(padding + "x" + padding)), ChatEnding.CLOSED)))
                .isEqualTo("<bos><start_of_turn>user\nx<end_of_turn>\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0, 0x8, 0xE, 0x1B, 0x84, 0x86, 0x180E, 0x200B, 0x2060, 0x2581, 0xFEFF})
    void keepsWhatPythonCallsNoSpace(int other) {
        String padding = Character.toString(other);

        assertThat(text(template.render(List.of(user(padding + "x" + padding)), ChatEnding.CLOSED)))
                .isEqualTo("<bos><start_of_turn>user\n" + padding + "x" + padding + "<end_of_turn>\n");
    }

    private static ChatMessage user(String content) {
        return new ChatMessage(ChatRole.USER, content);
    }

    private static ChatMessage model(String content) {
        return new ChatMessage(ChatRole.MODEL, content);
    }

    private static ChatMessage system(String content) {
        return new ChatMessage(ChatRole.SYSTEM, content);
    }

    private static String text(List<ChatSegment> segments) {
        return segments.stream().map(ChatSegment::text).collect(Collectors.joining());
    }
}
