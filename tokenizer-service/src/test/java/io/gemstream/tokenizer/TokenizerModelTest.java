package io.gemstream.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.gemma.chat.SystemPolicy;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.testing.oracle.TinyGemma;
import io.gemstream.tokenizer.config.ChatFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerModelTest {

    @TempDir
    Path folder;

    @Test
    void readsWhatTheFileSays() {
        TokenizerModel model = TinyTokenizer.read();

        assertThat(model.architecture()).isEqualTo("gemma3");
        assertThat(model.contextLength()).isEqualTo(256);
        assertThat(model.tokenizer().size()).isEqualTo(512);
    }

    @Test
    void namesAMissingFile() {
        GemstreamException failure = failureOf("tiny", folder.resolve("absent.gguf"));

        assertThat(failure.reason()).isEqualTo(ErrorReason.MODEL_FILE_MISSING);
        assertThat(failure).hasMessageContaining("gemstream.models.tiny").hasMessageContaining("absent.gguf");
    }

    @Test
    void saysWhereADamagedFileBreaks() throws IOException {
        Path cut = folder.resolve("cut.gguf");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(TinyGemma.GEMMA3.file()), 5_000));

        GemstreamException failure = failureOf("tiny", cut);

        assertThat(failure.reason()).isEqualTo(ErrorReason.INVALID_MODEL_FILE);
        assertThat(failure).hasMessageContaining("cut.gguf").hasMessageContaining("at byte");
    }

    @Test
    void takesChatsAsTheFilesTemplateAllows() throws IOException {
        String chatMl = "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}";
        String gemma = "{{ bos_token }}{% for m in messages %}{{ '<start_of_turn>' + ('model' if m.role == 'assistant' else"
                + " m.role) + '\\n' + m.content | trim + '<end_of_turn>\\n' }}{% endfor %}"
                + "{% if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}{{- '' -}}";
        Path other = TinyTokenizer.with("tokenizer.chat_template", chatMl, folder.resolve("chatml.gguf"));
        Path own = TinyTokenizer.with("tokenizer.chat_template", gemma, folder.resolve("gemma.gguf"));

        assertThat(TokenizerModel.read("tiny", other, SystemPolicy.FOLD, ChatFormat.FILE).chat().refusal())
                .hasValueSatisfying(reason -> assertThat(reason).contains("<|im_start|>user"));
        assertThat(TokenizerModel.read("tiny", other, SystemPolicy.FOLD, ChatFormat.GEMMA).chat().refusal()).isEmpty();
        assertThat(TokenizerModel.read("tiny", own, SystemPolicy.FOLD, ChatFormat.FILE).warnings()).isEmpty();
    }

    private static GemstreamException failureOf(String name, Path file) {
        return catchThrowableOfType(GemstreamException.class,
                () -> TokenizerModel.read(name, file, SystemPolicy.FOLD, ChatFormat.FILE));
    }
}
