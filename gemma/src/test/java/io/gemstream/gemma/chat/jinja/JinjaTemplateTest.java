package io.gemstream.gemma.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JinjaTemplateTest {

    /** Of {@code templates.jsonl}, by turns user and assistant. */
    private static final List<List<String>> CONVERSATIONS = List.of(
            List.of("What is 2 < 3?"),
            List.of("What is 2 < 3?", "It is\n\n  \"true\".", "\u00dcber {{ x }}?"),
            List.of(" a \n", "\tb", "c"));

    static List<JsonNode> templates() throws IOException {
        return new ObjectMapper().readerFor(JsonNode.class)
                .<JsonNode>readValues(JinjaTemplateTest.class.getResourceAsStream("/chat/templates.jsonl")).readAll();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void rendersWhatJinjaRendersAndRefusesWhatItRefuses(JsonNode golden) {
        for (int i = 0; i < CONVERSATIONS.size(); i++) {
            JsonNode text = golden.get("texts").get(i);
            String template = golden.get("template").textValue();
            Map<String, Object> names = names(CONVERSATIONS.get(i));
            if (text.isNull()) {
                assertThatThrownBy(() -> JinjaTemplate.render(template, names)).isInstanceOf(JinjaException.class);
            } else {
                assertThat(JinjaTemplate.render(template, names)).isEqualTo(text.textValue());
            }
        }
    }

    /** Templates come with files from anywhere. */
    @Test
    void aHostileTemplateComesToAnEnd() {
        String loops = "{% for a in messages %}".repeat(40) + "x" + "{% endfor %}".repeat(40);
        String growth = "{% set a = 'xxxxxxxx' %}" + "{% set a = a + a %}".repeat(40);
        String parentheses = "{{ " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + " }}";
        String blocks = "{% if true %}".repeat(10_000) + "{% endif %}".repeat(10_000);
        String subscripts = "{{ a" + "[0".repeat(50_000) + " }}";
        String sums = "{{ 1" + " + 1".repeat(100_000) + " }}";
        String filters = "{{ 'a'" + " | trim".repeat(100_000) + " }}";
        String choices = "{% if false %}" + "{% elif false %}".repeat(100_000) + "{% endif %}";

        for (String template : List.of(loops, growth, parentheses, blocks, subscripts, sums, filters, choices)) {
            assertThatThrownBy(() -> JinjaTemplate.render(template, names(CONVERSATIONS.get(1))))
                    .isInstanceOf(JinjaException.class)
                    .hasMessageContaining("more than");
        }
    }

    @Test
    void aTextMayBeLong() {
        String instructions = "Be \\'kind\\'.\\n".repeat(10_000);

        assertThat(JinjaTemplate.render("{{ '" + instructions + "' }}", Map.of()))
                .isEqualTo("Be 'kind'.\n".repeat(10_000));
    }

    /** Any prefix of a template is rendered or refused, and nothing else. */
    @Test
    void everyTemplateMayBeCutAnywhere() throws IOException {
        int refused = 0;
        for (JsonNode golden : templates()) {
            String template = golden.get("template").textValue();
            for (int length = 0; length < template.length(); length += 3) {
                try {
                    assertThat(JinjaTemplate.render(template.substring(0, length), names(CONVERSATIONS.get(1)))).isNotNull();
                } catch (JinjaException cut) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{% macro x() %}{% endmacro %}", "{{ strftime_now('%d') }}", "{{ messages | map(attribute='role') }}",
        "{% for k, v in messages %}{% endfor %}", "{{ messages[::2] }}", "{{ messages }}", "{{ 'a'.split('b') }}"})
    void whatIsNotKnownIsNamed(String template) {
        assertThatThrownBy(() -> JinjaTemplate.render(template, names(CONVERSATIONS.getFirst())))
                .isInstanceOf(JinjaException.class)
                .message().isNotBlank();
    }

    private static Map<String, Object> names(List<String> contents) {
        List<Map<String, String>> messages = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            messages.add(Map.of("role", i % 2 == 0 ? "user" : "assistant", "content", contents.get(i)));
        }
        return Map.of("messages", messages, "add_generation_prompt", true, "bos_token", "<bos>", "eos_token", "<eos>",
                "tools", Optional.empty());
    }
}
