package io.gemstream.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.chat.TemplateFit;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.gemma.tokenizer.Vocabulary;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.v1.Chat;
import io.gemstream.proto.v1.ChatMessage;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.tokenizer.config.ChatFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChatSupportTest {

    private static final TokenizerModel MODEL = TinyTokenizer.read();
    private static final TemplateFit OTHER = new TemplateFit.Other("it renders \"<|im_start|>\"");

    @Test
    void refusesChatsOfAModelWithAnotherTemplateUnlessConfigured() {
        ChatSupport refused = support(OTHER, ChatFormat.FILE);
        ChatSupport forced = support(OTHER, ChatFormat.GEMMA);

        assertThat(refused.refusal()).hasValueSatisfying(reason -> assertThat(reason).contains("<|im_start|>"));
        assertThat(refused.warning()).hasValueSatisfying(warning -> assertThat(warning).startsWith("chats are refused"));
        assertThat(forced.refusal()).isEmpty();
        assertThat(forced.warning()).hasValueSatisfying(warning -> assertThat(warning)
                .contains("gemstream.tokenizer.chat-template").contains("<|im_start|>"));
    }

    @Test
    void warnsOfAModelWithoutATemplateAndServesIt() {
        ChatSupport missing = support(new TemplateFit.Missing(), ChatFormat.FILE);

        assertThat(missing.refusal()).isEmpty();
        assertThat(missing.warning()).hasValueSatisfying(warning -> assertThat(warning)
                .contains("no chat template").contains("gemstream.tokenizer.chat-template=gemma"));
        assertThat(support(new TemplateFit.Missing(), ChatFormat.GEMMA).warning()).isEmpty();
        assertThat(MODEL.warnings()).as("the tiny model has none").hasSize(1)
                .first().asString().contains("no chat template");
    }

    @Test
    void saysNothingOfAModelWithGemmasTemplate() {
        for (ChatFormat format : ChatFormat.values()) {
            assertThat(support(new TemplateFit.Same(), format))
                    .isEqualTo(new ChatSupport(Optional.empty(), Optional.empty()));
        }
    }

    @Test
    void refusesChatsThatCouldNeverEndWhateverIsConfigured() {
        for (ChatFormat format : ChatFormat.values()) {
            ChatSupport support = ChatSupport.of(withoutTurns(), new TemplateFit.Same(), format);

            assertThat(support.refusal()).hasValueSatisfying(reason -> assertThat(reason).contains("<end_of_turn>"));
            assertThat(support.warning()).isPresent();
        }
    }

    @Test
    void aChatIsRefusedWithTheRemedyAndATextIsServed() {
        PromptTokenizer tokenizer = new PromptTokenizer(List.of(with(support(OTHER, ChatFormat.FILE))));
        ChatMessage hello = ChatMessage.newBuilder().setRole(ChatMessage.Role.USER).setContent("Hello").build();
        PromptRecord chat = PromptRecord.newBuilder().setRequestId("r1").setModel(MODEL.name())
                .setOperation(PromptRecord.Operation.GENERATE)
                .setPrompt(Prompt.newBuilder().setChat(Chat.newBuilder().addMessages(hello)))
                .build();

        TokenizedPrompt.Refused refused = (TokenizedPrompt.Refused) tokenizer.tokenize(chat, Deadline.NEVER, 1_000);
        TokenizedPrompt text = tokenizer.tokenize(chat.toBuilder().setPrompt(Prompt.newBuilder().setText("Hello")).build(),
                Deadline.NEVER, 1_000);

        assertThat(ErrorStatus.reason(refused.finish().getFinish().getError())).contains(ErrorReason.CHAT_UNSUPPORTED);
        assertThat(refused.finish().getFinish().getError().getMessage()).startsWith("model: tiny takes no chats: ");
        assertThat(ErrorReason.CHAT_UNSUPPORTED.remedy()).contains("gemstream.tokenizer.chat-template=gemma");
        assertThat(text).isInstanceOf(TokenizedPrompt.Task.class);
    }

    @Test
    void namesWordsThatAFileCallsAnEnd() {
        Tokenizer tokenizer = Tokenizer.of(MODEL.tokenizer().vocabulary().withEndTokens(299));
        TokenizerModel model = new TokenizerModel(MODEL.name(), MODEL.architecture(), MODEL.contextLength(), tokenizer,
                tokenizer.sha256(), MODEL.systemPolicy(), support(new TemplateFit.Same(), ChatFormat.FILE));

        assertThat(model.warnings()).containsExactly(
                "the file says that texts end at 299 \"int\", which is text: answers may break off there");
    }

    private static ChatSupport support(TemplateFit fit, ChatFormat format) {
        return ChatSupport.of(MODEL.tokenizer(), fit, format);
    }

    private static TokenizerModel with(ChatSupport support) {
        return new TokenizerModel(MODEL.name(), MODEL.architecture(), MODEL.contextLength(), MODEL.tokenizer(),
                MODEL.tokenizerSha256(), MODEL.systemPolicy(), support);
    }

    private static Tokenizer withoutTurns() {
        String[] pieces = Stream.concat(Stream.of("<pad>", "<eos>", "<bos>", "<unk>"),
                IntStream.range(0, 256).mapToObj("<0x%02X>"::formatted)).toArray(String[]::new);
        int[] types = IntStream.range(0, pieces.length).map(id -> id < 3 ? 3 : id == 3 ? 2 : 6).toArray();
        return Tokenizer.of(Vocabulary.of(pieces, new float[pieces.length], types, 2, 1, 3, 0));
    }
}
