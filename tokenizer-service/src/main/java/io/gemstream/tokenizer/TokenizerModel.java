package io.gemstream.tokenizer;

import io.gemstream.gemma.Tokenizers;
import io.gemstream.gemma.chat.SystemPolicy;
import io.gemstream.gemma.chat.TemplateFit;
import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.StoredVocabulary;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.tokenizer.config.ChatFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The contents of a model's file that the tokenizer service needs: all but the weights. Immutable and thread-safe.
 *
 * @param name the name under which the model is served
 * @param architecture for example {@code gemma3}
 * @param contextLength most tokens of prompt and output together
 * @param tokenizer the vocabulary at work
 * @param tokenizerSha256 its name in finish records
 * @param systemPolicy what becomes of a system message where the request does not say
 * @param chat whether conversations are rendered
 */
public record TokenizerModel(String name, String architecture, int contextLength, Tokenizer tokenizer,
        String tokenizerSha256, SystemPolicy systemPolicy, ChatSupport chat) {

    /**
     * Reads what describes the model; no weight is touched.
     *
     * @throws GemstreamException MODEL_FILE_MISSING or INVALID_MODEL_FILE
     */
    public static TokenizerModel read(String name, Path path, SystemPolicy systemPolicy, ChatFormat chatFormat) {
        if (!Files.exists(path)) {
            throw new GemstreamException(ErrorReason.MODEL_FILE_MISSING, key(name) + ": " + path + " (no such file)");
        }
        try (ModelFile file = ModelFile.open(path)) {
            GemmaConfig config = GemmaConfig.read(file);
            StoredVocabulary stored = StoredVocabulary.read(file);
            Tokenizer tokenizer = Tokenizers.of(stored);
            ChatSupport chat = ChatSupport.of(tokenizer, TemplateFit.of(stored.chatTemplate()), chatFormat);
            return new TokenizerModel(name, config.architecture(), config.contextLength(),
                    tokenizer, tokenizer.sha256(), systemPolicy, chat);
        } catch (ModelFileException damaged) {
            throw new GemstreamException(
                    ErrorReason.INVALID_MODEL_FILE, key(name) + ": " + damaged.problem(), damaged).remedy(damaged.remedy());
        } catch (IllegalArgumentException inconsistent) {
            throw new GemstreamException(ErrorReason.INVALID_MODEL_FILE,
                    key(name) + ": " + path + ": " + inconsistent.getMessage(), inconsistent);
        }
    }

    /** Warnings about the model for the one who starts the service, one line each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        chat.warning().ifPresent(warnings::add);
        String words = Arrays.stream(tokenizer.endTokens())
                .filter(tokenizer::isText)
                .mapToObj(id -> id + " \"" + tokenizer.piece(id) + "\"")
                .collect(Collectors.joining(", "));
        if (!words.isEmpty()) {
            warnings.add("the file says that texts end at " + words + ", which is text: answers may break off there");
        }
        return warnings;
    }

    private static String key(String name) {
        return "gemstream.models." + name;
    }
}
