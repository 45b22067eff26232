package io.gemstream.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.TextFormat;
import io.gemstream.gateway.config.TestConfig;
import io.gemstream.gateway.http.Fields;
import io.gemstream.gateway.http.ModelNames;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.SamplingRules;
import io.gemstream.proto.v1.ChatMessage;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.Priority;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.service.models.ServedModels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextRequestsTest {

    private static final String HI = "\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]";

    private final ServedModels models = new ServedModels();
    private TextRequests requests;

    @BeforeEach
    void serve() {
        models.put("w", ModelRecord.newBuilder().setRole(ModelRecord.Role.WORKER).setModel("tiny").setContextLength(512)
                .setTimeToLiveMs(60_000).build());
        models.endHistory();
        requests = new TextRequests(new ModelNames(models, TestConfig.http(Map.of("gemstream.http.aliases.gpt", "tiny"))));
    }

    @Test
    void aChatHasOneInstructionInFrontAndAlternatingTurns() {
        TextRequest chat = chat("""
                {"messages": [{"role": "user", "content": "a"},
                  {"role": "developer", "content": "be"}, {"role": "user", "content": [{"type": "text", "text": "b"},
                  {"type": "text", "text": "c"}]}, {"role": "assistant", "content": "d", "tool_calls": null},
                  {"role": "tool", "content": "e", "tool_call_id": "1"}, {"role": "system", "content": "brief"}]}""");
        List<ChatMessage> messages = chat.prompts().getFirst().getPrompt().getChat().getMessagesList();
        assertThat(messages).extracting(ChatMessage::getRole).containsExactly(ChatMessage.Role.SYSTEM, ChatMessage.Role.USER,
                ChatMessage.Role.ASSISTANT, ChatMessage.Role.USER);
        assertThat(messages).extracting(ChatMessage::getContent).containsExactly("be\n\nbrief", "a\n\nbc", "d", "e");
    }

    @Test
    void nullsAreAbsentAndUnknownFieldsPassedOver() {
        TextRequest chat = chat("{" + HI + """
                , "stop": null, "tools": null, "logit_bias": null, "response_format": null, "temperature": null,
                "stream_options": null, "n": null, "seed": null, "reasoning_effort": "low", "whatever": {"a": [1]}}""");
        assertThat(chat.prompts().getFirst().getSampling())
                .isEqualTo(SamplingOptions.newBuilder().setMaxTokens(512).build());
        assertThat(chat.stream()).isEmpty();
        assertThat(chat.model()).isEqualTo("tiny");
    }

    @Test
    void everyOptionArrives() {
        TextRequest completion = completion("""
                {"model": "gpt", "prompt": ["a", [1, 2]], "max_tokens": 5, "n": 2, "temperature": 0.5, "top_p": 0.9, "top_k": -1,
                 "min_p": 0.1, "seed": 12345678901, "stop": ["x", "y"], "stop_token_ids": [7], "ignore_eos": true,
                 "min_tokens": 2, "frequency_penalty": 0.1, "presence_penalty": 0.2, "repetition_penalty": 1.1,
                 "logit_bias": {"5": -100}, "logprobs": 3, "echo": true, "service_tier": "flex", "stream": true,
                 "stream_options": {"include_usage": true, "continuous_usage_stats": true}}""");
        SamplingOptions sampling = completion.prompts().get(1).getSampling();
        assertThat(sampling).isEqualTo(SamplingOptions.newBuilder().setMaxTokens(5).setTemperature(0.5f).setTopP(0.9f).setTopK(0)
                .setMinP(0.1f).setSeed(12345678901L).addStop("x").addStop("y").addStopTokenIds(7).setIgnoreEos(true)
                .setMinTokens(2).setFrequencyPenalty(0.1f).setPresencePenalty(0.2f).setRepetitionPenalty(1.1f)
                .putLogitBias(5, -100).setLogprobs(3).setPromptLogprobs(3).setPieces(true).build());
        assertThat(completion.prompts()).extracting(one -> one.getPrompt().getFormCase().name())
                .containsExactly("TEXT", "TOKEN_IDS");
        assertThat(completion.prompts().getFirst().getModel()).isEqualTo("tiny");
        assertThat(completion.prompts().getFirst().getPriority()).isEqualTo(Priority.BATCH);
        assertThat(completion.model()).isEqualTo("gpt");
        assertThat(completion.stream()).contains(new StreamOptions(true, true));
    }

    /** As tools ask that score texts: the prompt's tokens, and no further one. */
    @Test
    void anEchoWithoutTokensScoresThePrompt() {
        SamplingOptions scored = completion("{\"prompt\": \"a\", \"max_tokens\": 0, \"echo\": true, \"logprobs\": 1}")
                .prompts().getFirst().getSampling();
        assertThat(scored).isEqualTo(
                SamplingOptions.newBuilder().setMaxTokens(0).setLogprobs(1).setPromptLogprobs(1).setPieces(true).build());
        SamplingOptions plain = completion("{\"prompt\": \"a\", \"max_tokens\": 0, \"echo\": true}")
                .prompts().getFirst().getSampling();
        assertThat(plain.getMaxTokens()).isZero();
        assertThatCode(() -> SamplingRules.check(plain)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "'response_format': {'type': 'json_object'} ; json_object: true",
        "'response_format': {'type': 'json_schema', 'json_schema': {'name': 'a', 'schema': {'type': 'null'}}} "
                + "; json_schema: \"{\\\"type\\\":\\\"null\\\"}\"",
        "'guided_json': {'type': 'null'} ; json_schema: \"{\\\"type\\\":\\\"null\\\"}\"",
        "'guided_regex': 'a+' ; regex: \"a+\"",
        "'structured_outputs': {'choice': ['a.b', 'c']} "
                + "; gbnf: \"root ::= \\\"a\\\\U0000002Eb\\\" | \\\"c\\\"\"",
        "'structured_outputs': {'grammar': 'root ::= x'} ; gbnf: \"root ::= x\"",
        "'response_format': {'type': 'json_object'}, 'json_whitespace': 'pretty' ; json_object: true json_whitespace: PRETTY",
        "'response_format': {'type': 'json_object'}, 'guided_whitespace_pattern': '[ ]?' "
                + "; json_object: true json_whitespace: SPACED",
        "'structured_outputs': {'json_object': true, 'whitespace_pattern': ''} ; json_object: true json_whitespace: COMPACT",
        "'structured_outputs': {'json_object': true, 'disable_any_whitespace': true} "
                + "; json_object: true json_whitespace: COMPACT",
        "'structured_outputs': {'json_object': true, 'disable_any_whitespace': false, 'whitespace_pattern': null} "
                + "; json_object: true",
        "'response_format': {'type': 'text'}, 'guided_json': null ; ~~"})
    void constraintsHaveManySpellings(String fields, String expected) {
        SamplingOptions sampling = chat("{" + HI + ", " + fields.replace('\'', '"') + "}").prompts().getFirst().getSampling();
        assertThat(TextFormat.printer().printToString(sampling.toBuilder().clearMaxTokens().build())
                .strip().replace('\n', ' ')).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "'tools': [{'type': 'function'}] | tools",
        "'temperature': 'hot' | temperature",
        "'n': 0 | n",
        "'n': 1.5 | n",
        "'stop': 5 | stop",
        "'stop': ['a', 5] | stop[1]",
        "'logit_bias': {'a': 1} | logit_bias",
        "'logit_bias': {'1': 'x'} | logit_bias.1",
        "'top_logprobs': 3 | top_logprobs",
        "'top_logprobs': -1 | top_logprobs",
        "'response_format': {'type': 'xml'} | response_format.type",
        "'response_format': {'type': 'json_schema'} | response_format.json_schema.schema",
        "'guided_json': {}, 'guided_regex': 'a' | guided_regex",
        "'json_whitespace': 'loose' | json_whitespace",
        "'guided_whitespace_pattern': '[\\n ]*' | guided_whitespace_pattern",
        "'structured_outputs': {'json': {}, 'whitespace_pattern': ' *'} | structured_outputs.whitespace_pattern",
        "'structured_outputs': {'json': {}, 'whitespace_pattern': '', 'disable_any_whitespace': true} "
                + "| structured_outputs.disable_any_whitespace",
        "'structured_outputs': {'disable_additional_properties': true} | structured_outputs.disable_additional_properties",
        "'modalities': ['audio'] | modalities",
        "'use_beam_search': true | use_beam_search",
        "'skip_special_tokens': false | skip_special_tokens",
        "'messages': [{'role': 'robot', 'content': 'a'}] | messages[0].role",
        "'messages': [{'role': 'user', 'content': [{'type': 'image_url'}]}] | messages[0].content[0].type",
        "'messages': 'a' | messages"})
    void whatIsWrongOrCannotBeDoneIsNamed(String fields, String field) {
        String wrong = fields.replace('\'', '"');
        String body = wrong.startsWith("\"messages\"") ? "{" + wrong + "}" : "{" + HI + ", " + wrong + "}";
        assertThatThrownBy(() -> chat(body)).isInstanceOfSatisfying(GemstreamException.class, refused -> {
            assertThat(refused.metadata().get(ErrorStatus.FIELD)).isEqualTo(field);
            assertThat(refused.getMessage()).contains("(expected: ");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{} | EMPTY_PROMPT", "{'prompt': []} | EMPTY_PROMPT", "{'prompt': null} | EMPTY_PROMPT",
        "{'prompt': {}} | INVALID_OPTION",
        "{'prompt': [1, 'a']} | INVALID_OPTION", "{'prompt': ['a', 1]} | INVALID_OPTION", "{'prompt': [1e10]} | INVALID_OPTION",
        "{'prompt': 'a', 'suffix': 'b'} | INVALID_OPTION", "{'prompt': 'a', 'best_of': 2} | INVALID_OPTION",
        "{'prompt': 'a', 'logprobs': 21} | INVALID_OPTION", "{'prompt': 'a', 'model': 'x'} | MODEL_NOT_FOUND",
        "{'prompt': 'a', 'n': 2000} | INVALID_OPTION", "{'prompt': 'a', 'max_tokens': 0} | INVALID_OPTION",
        "{'prompt': 'a', 'max_tokens': 0, 'logprobs': 1} | INVALID_OPTION"})
    void completionsAreRefusedAlike(String body, String reason) {
        assertThatThrownBy(() -> completion(body.replace('\'', '"'))).isInstanceOfSatisfying(GemstreamException.class,
                refused -> assertThat(refused.reason().name()).isEqualTo(reason));
    }

    private TextRequest chat(String body) {
        return requests.chat(fields(body));
    }

    private TextRequest completion(String body) {
        return requests.completion(fields(body));
    }

    private static Fields fields(String body) {
        try {
            return new Fields((ObjectNode) new ObjectMapper().readTree(body));
        } catch (java.io.IOException malformed) {
            throw new IllegalArgumentException(body, malformed);
        }
    }
}
