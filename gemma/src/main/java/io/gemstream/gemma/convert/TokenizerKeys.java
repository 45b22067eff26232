package io.gemstream.gemma.convert;

import io.gemstream.gemma.format.GgufOutline;
import io.gemstream.gemma.format.StoredVocabulary;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes the vocabulary as GGUF keys, with the two habits of llama.cpp's converter (convert_hf_to_gguf.py,
 * {@code _create_vocab_sentencepiece} and {@code does_token_look_special}) without which llama.cpp tokenizes
 * differently: turn tokens and their like are marked control, and user-defined pieces have plain spaces. Ends beyond
 * eos and the end of the turn go into {@code eos_token_ids}, as Ollama writes them.
 */
final class TokenizerKeys {

    private static final String PREFIX = "tokenizer.ggml.";
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final Pattern LOOKS_SPECIAL = Pattern.compile(
            "<mask>|<2mass>|\\[@BOS@]|<start_of_turn>|<end_of_turn>|<unused\\d+>");

    private TokenizerKeys() {}

    static void put(GgufOutline file, StoredVocabulary vocabulary) {
        String[] tokens = vocabulary.tokens().clone();
        int[] types = vocabulary.tokenTypes().clone();
        for (int id = 0; id < tokens.length; id++) {
            if (types[id] == USER_DEFINED) {
                tokens[id] = tokens[id].replace('\u2581', ' ');
            }
            if (LOOKS_SPECIAL.matcher(tokens[id]).matches()) {
                types[id] = CONTROL;
            }
        }
        file.text(PREFIX + "model", vocabulary.model())
                .text(PREFIX + "pre", "default")
                .texts(PREFIX + "tokens", tokens)
                .reals(PREFIX + "scores", vocabulary.scores())
                .integers(PREFIX + "token_type", types)
                .unsigned(PREFIX + "bos_token_id", vocabulary.bos())
                .unsigned(PREFIX + "eos_token_id", vocabulary.eos());
        vocabulary.unknown().ifPresent(id -> file.unsigned(PREFIX + "unknown_token_id", id));
        vocabulary.pad().ifPresent(id -> file.unsigned(PREFIX + "padding_token_id", id));
        vocabulary.endOfTurn().ifPresent(id -> file.unsigned(PREFIX + "eot_token_id", id));
        if (!List.of(vocabulary.eos(), vocabulary.endOfTurn().orElse(vocabulary.eos()))
                .containsAll(vocabulary.endTokens())) {
            file.integers(PREFIX + "eos_token_ids", vocabulary.endTokens().stream().mapToInt(id -> id).toArray());
        }
        file.bool(PREFIX + "add_bos_token", vocabulary.addBos())
                .bool(PREFIX + "add_eos_token", vocabulary.addEos())
                .bool(PREFIX + "add_space_prefix", vocabulary.addSpacePrefix());
        vocabulary.chatTemplate().ifPresent(template -> file.text("tokenizer.chat_template", template));
    }
}
