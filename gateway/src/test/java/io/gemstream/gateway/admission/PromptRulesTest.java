package io.gemstream.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.Chat;
import io.gemstream.proto.v1.ChatMessage;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.TokenIds;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class PromptRulesTest {

    @Test
    void refusesAPromptWithoutContent() {
        assertThat(refusal(Prompt.getDefaultInstance()).metadata()).containsEntry(ErrorStatus.FIELD, "prompt");
        assertThat(refusal(Prompt.newBuilder().setText("").build()).metadata())
                .containsEntry(ErrorStatus.FIELD, "prompt.text");
        assertThat(refusal(Prompt.newBuilder().setChat(Chat.getDefaultInstance()).build()).metadata())
                .containsEntry(ErrorStatus.FIELD, "prompt.chat.messages");
        assertThat(refusal(Prompt.newBuilder().setTokenIds(TokenIds.getDefaultInstance()).build()).reason())
                .isEqualTo(ErrorReason.EMPTY_PROMPT);
    }

    @Test
    void refusesANegativeTokenId() {
        GemstreamException refusal = refusal(Prompt.newBuilder()
                .setTokenIds(TokenIds.newBuilder().addIds(2).addIds(-5)).build());
        assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_TOKEN_ID);
        assertThat(refusal).hasMessage("token_ids[1]: -5 (expected: >= 0)");
    }

    @Test
    void takesEachForm() {
        assertThatCode(() -> {
            PromptRules.check(Prompt.newBuilder().setText("x").build());
            PromptRules.check(Prompt.newBuilder()
                    .setChat(Chat.newBuilder().addMessages(ChatMessage.getDefaultInstance())).build());
            PromptRules.check(Prompt.newBuilder().setTokenIds(TokenIds.newBuilder().addIds(0)).build());
        }).doesNotThrowAnyException();
    }

    @Test
    void refusesARequestOverTheLimit() {
        assertThatCode(() -> PromptRules.checkSize(Topics.MAX_REQUEST_BYTES)).doesNotThrowAnyException();
        assertThat(Assertions.catchThrowableOfType(GemstreamException.class,
                () -> PromptRules.checkSize(Topics.MAX_REQUEST_BYTES + 1)).reason())
                .isEqualTo(ErrorReason.REQUEST_TOO_LARGE);
    }

    private static GemstreamException refusal(Prompt prompt) {
        return Assertions.catchThrowableOfType(GemstreamException.class, () -> PromptRules.check(prompt));
    }
}
