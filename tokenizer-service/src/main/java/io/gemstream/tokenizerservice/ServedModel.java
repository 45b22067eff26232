package io.gemstream.tokenizerservice;

import io.gemstream.gemma.chat.ChatTemplate;
import io.gemstream.gemma.chat.SystemPolicy;
import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.GgufVocabulary;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.gemma.tokenizer.Vocabulary;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a model's file says about text. Immutable and thread-safe.
 *
 * @param name the name under which the model is served
 * @param architecture for example {@code gemma3}
 * @param contextLength most tokens of prompt and output together
 * @param tokenizer the vocabulary at work
 * @param chatTemplate how conversations become text
 */
public record ServedModel(
        String name, String architecture, int contextLength, Tokenizer tokenizer, ChatTemplate chatTemplate) {

    /**
     * Reads the metadata of a GGUF file; no weight is touched.
     *
     * @throws GemstreamException MODEL_FILE_MISSING, INVALID_MODEL_FILE, or INVALID_CONFIGURATION where the name may
     *     not stand in a topic's name
     */
    public static ServedModel read(String name, Path path) {
        if (!Files.exists(path)) {
            throw new GemstreamException(ErrorReason.MODEL_FILE_MISSING, key(name) + ": " + path + " (no such file)");
        }
        try (GgufFile file = GgufFile.open(path)) {
            GemmaConfig config = GemmaConfig.read(file);
            Tokenizer tokenizer = Tokenizer.of(vocabulary(GgufVocabulary.read(file)));
            return new ServedModel(Topics.requireModelName(name), config.architecture(), config.contextLength(),
                    tokenizer, new ChatTemplate(SystemPolicy.FOLD));
        } catch (ModelFileException damaged) {
            throw new GemstreamException(ErrorReason.INVALID_MODEL_FILE, key(name) + ": " + damaged.getMessage(), damaged);
        } catch (IllegalArgumentException inconsistent) {
            throw new GemstreamException(ErrorReason.INVALID_MODEL_FILE,
                    key(name) + ": " + path + ": " + inconsistent.getMessage(), inconsistent);
        } catch (GemstreamException badName) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION, key(name) + ": " + badName.getMessage());
        }
    }

    private static Vocabulary vocabulary(GgufVocabulary stored) {
        return Vocabulary.of(stored.tokens(), stored.scores(), stored.tokenTypes(), stored.bos(), stored.eos(),
                stored.unknown().orElse(-1), stored.pad().orElse(-1)).withAddBos(stored.addBos());
    }

    private static String key(String name) {
        return "gemstream.models." + name;
    }
}
