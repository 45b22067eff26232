package io.gemstream.gemma.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TemplateFitTest {

    private static final List<String> GEMMAS = List.of(
            "<start_of_turn>user\nWhat is 2 < 3?<end_of_turn>\n<start_of_turn>model\n",
            "<start_of_turn>user\nWhat is 2 < 3?<end_of_turn>\n<start_of_turn>model\nIt is\n\n  \"true\".<end_of_turn>\n"
                    + "<start_of_turn>user\n\u00dcber {{ x }}?<end_of_turn>\n<start_of_turn>model\n");

    static Stream<JsonNode> templates() {
        return ChatGolden.lines("/chat/templates.jsonl").stream();
    }

    /** What Jinja2 makes of a template decides whether it is the same. */
    @ParameterizedTest
    @MethodSource("templates")
    void isTheSameWhereTheTextIs(JsonNode golden) {
        boolean same = true;
        for (int i = 0; i < GEMMAS.size(); i++) {
            String text = golden.get("texts").get(i).asText();
            same &= text.equals(GEMMAS.get(i)) || text.equals("<bos>" + GEMMAS.get(i));
        }

        TemplateFit fit = TemplateFit.of(Optional.of(golden.get("template").textValue()));

        assertThat(fit).isInstanceOf(same ? TemplateFit.Same.class : TemplateFit.Other.class);
        assertThat(same).as("the name says so").isEqualTo(golden.get("name").textValue().matches("gemma(|-.*),.*"));
    }

    @Test
    void saysWhereATemplateDiffers() {
        assertThat(TemplateFit.of(named("chatml"))).isEqualTo(new TemplateFit.Other(
                "it renders \"<|im_start|>user\\nWhat is 2 < 3?<|im_end|>\\n<|im...\""
                        + " (expected: \"<start_of_turn>user\\nWhat is 2 < 3?<end_of_turn>...\")"));
        assertThat(TemplateFit.of(named("gemma's tokens, the assistant not renamed"))).isEqualTo(new TemplateFit.Other(
                "it renders \"<start_of_turn>assistant\\nIt is\\n\\n  \"true\".<end...\""
                        + " (expected: \"<start_of_turn>model\\nIt is\\n\\n  \"true\".<end_of_...\")"));
        assertThat(TemplateFit.of(named("raises"))).isEqualTo(new TemplateFit.Other("it cannot be followed: never"));
    }

    @Test
    void aTemplateThatIsEmptyIsNone() {
        assertThat(TemplateFit.of(Optional.empty())).isEqualTo(new TemplateFit.Missing());
        assertThat(TemplateFit.of(Optional.of(" \n"))).isEqualTo(new TemplateFit.Missing());
    }

    private static Optional<String> named(String name) {
        return templates().filter(golden -> golden.get("name").textValue().equals(name))
                .map(golden -> golden.get("template").textValue())
                .findFirst();
    }
}
