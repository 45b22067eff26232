package io.gemstream.gemma.format;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Collects the tokens that the files of a Hugging Face directory name as ends of a text: {@code eos_token_id}, a number
 * or several, in {@code generation_config.json} and {@code config.json}; {@code eos_token}, a piece, in
 * {@code tokenizer_config.json} and {@code special_tokens_map.json}. Fine-tunes change one and forget the others, so
 * all of them count.
 */
final class HfEndTokens {

    private static final String ID = "eos_token_id";
    private static final String PIECE = "eos_token";

    private final Pieces pieces;
    private final Set<Integer> ends = new LinkedHashSet<>();

    private HfEndTokens(Pieces pieces) {
        this.pieces = pieces;
        ends.add(pieces.eos());
    }

    /**
     * Each id once, eos first.
     *
     * @throws ModelFileException if a file names what the vocabulary does not have
     */
    static List<Integer> of(SafetensorsModel model, Pieces pieces) {
        HfEndTokens found = new HfEndTokens(pieces);
        model.sibling("generation_config.json").map(JsonMetadata::read).ifPresent(found::ids);
        found.ids(model.config());
        // A multimodal model keeps what concerns text in an object of its own.
        model.config().object("text_config").ifPresent(found::ids);
        model.sibling("tokenizer_config.json").map(JsonMetadata::read).ifPresent(found::piece);
        model.sibling("special_tokens_map.json").map(JsonMetadata::read).ifPresent(found::piece);
        return List.copyOf(found.ends);
    }

    private void ids(JsonMetadata json) {
        if (json.isArray(ID)) {
            json.integers(ID).orElseThrow().forEach(id -> add(json, id));
        } else {
            OptionalLong id = json.integer(ID);
            if (id.isPresent()) {
                add(json, id.getAsLong());
            }
        }
    }

    private void add(JsonMetadata json, long id) {
        if (id < 0 || id >= pieces.texts().length) {
            throw json.invalid(ID, id + " (expected: 0 to " + (pieces.texts().length - 1) + ")");
        }
        ends.add((int) id);
    }

    private void piece(JsonMetadata json) {
        Optional<String> text = json.isText(PIECE)
                ? json.text(PIECE)
                : json.object(PIECE).flatMap(token -> token.text("content"));
        text.ifPresent(piece -> ends.add(pieces.id(piece)
                .orElseThrow(() -> json.invalid(PIECE, piece + " (expected: a piece of the vocabulary)"))));
    }
}
