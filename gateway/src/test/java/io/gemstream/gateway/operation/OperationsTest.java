package io.gemstream.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.Tokens;
import io.gemstream.proto.v1.TokensBody;
import io.gemstream.proto.v1.TopLogprobs;
import org.junit.jupiter.api.Test;

class OperationsTest {

    /** Fails when a field is added to the record and not handed on: both messages have the same fields. */
    @Test
    void clientsAreToldAllThatARecordOfTokensSays() throws Exception {
        TopLogprobs top = TopLogprobs.newBuilder().addIds(4).addLogprobs(-0.5f).build();
        TokensBody body = TokensBody.newBuilder()
                .setIndex(3)
                .addIds(4)
                .setText("x")
                .addLogprobs(-0.5f)
                .addTopLogprobs(top)
                .setPromptLogprobs(PromptLogprobs.newBuilder().setFirst(1).addIds(9).addLogprobs(-2).addTopLogprobs(top))
                .addPieces("x")
                .setPromptTokens(2)
                .build();
        assertThat(body.getAllFields().keySet()).extracting(FieldDescriptor::getName)
                .as("this test sets every field")
                .containsExactlyElementsOf(TokensBody.getDescriptor().getFields().stream()
                        .map(FieldDescriptor::getName).toList());

        Tokens tokens = Operations.tokens(body);

        assertThat(Tokens.getDescriptor().getFields()).extracting(FieldDescriptor::getName)
                .containsExactlyElementsOf(TokensBody.getDescriptor().getFields().stream()
                        .map(FieldDescriptor::getName).toList());
        assertThat(tokens).isEqualTo(Tokens.parseFrom(body.toByteString()));
    }
}
