package io.gemstream.gemma.format;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads the vocabulary in a Hugging Face directory: {@code tokenizer.model} where it is there, as it is the original,
 * else {@code tokenizer.json}; the tokens that were added to it; whether bos is added and the chat template from
 * {@code tokenizer_config.json}.
 */
final class HfVocabulary {

    private static final String SENTENCE_PIECE = "tokenizer.model";
    private static final String TOKENIZERS = "tokenizer.json";

    private HfVocabulary() {}

    static StoredVocabulary read(SafetensorsModel model) {
        Pieces pieces = pieces(model).orElseThrow(() -> new ModelFileException(
                model.directory(), "holds neither " + SENTENCE_PIECE + " nor " + TOKENIZERS,
                ModelFileException.NO_OFFSET, "put the tokenizer's file beside the weights"));
        Optional<JsonMetadata> settings = model.sibling("tokenizer_config.json").map(JsonMetadata::read);
        return new StoredVocabulary(
                "llama",
                pieces.texts(),
                pieces.scores(),
                pieces.types(),
                pieces.bos(),
                pieces.eos(),
                pieces.unknown(),
                pieces.pad(),
                pieces.id("<end_of_turn>"),
                HfEndTokens.of(model, pieces),
                settings.flatMap(json -> json.bool("add_bos_token")).orElse(true),
                settings.flatMap(json -> json.bool("add_eos_token")).orElse(false),
                false,
                HfChatTemplate.of(model));
    }

    /** Number of pieces, or empty where the directory has no tokenizer. */
    static OptionalInt size(SafetensorsModel model) {
        return pieces(model).map(pieces -> OptionalInt.of(pieces.texts().length)).orElse(OptionalInt.empty());
    }

    private static Optional<Pieces> pieces(SafetensorsModel model) {
        Optional<Path> original = model.sibling(SENTENCE_PIECE);
        Optional<Pieces> pieces = original.isPresent()
                ? original.map(SentencePieceModel::read)
                : model.sibling(TOKENIZERS).map(TokenizersFile::read);
        return pieces.map(found -> AddedTokens.onto(found, model));
    }
}
