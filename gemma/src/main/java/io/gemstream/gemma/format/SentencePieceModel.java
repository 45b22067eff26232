package io.gemstream.gemma.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads a SentencePiece {@code tokenizer.model}, field numbers by
 * <a href="https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto">
 * sentencepiece_model.proto</a>. Refuses what Gemma's tokenizer does not do: other algorithms than BPE, and every kind
 * of normalisation.
 */
final class SentencePieceModel {

    private static final int BPE = 2;

    private final Path file;
    private final List<String> texts = new ArrayList<>();
    private float[] scores = new float[1024];
    private int[] types = new int[1024];
    private boolean trainerSeen;
    private boolean normalizerSeen;
    private long unknown; // defaults of the schema
    private long bos = 1;
    private long eos = 2;
    private long pad = -1;

    private SentencePieceModel(Path file) {
        this.file = file;
    }

    static Pieces read(Path file) {
        try {
            return parse(file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be read: " + e.getMessage(), "check path and permissions", e);
        }
    }

    static Pieces parse(Path file, byte[] bytes) {
        return new SentencePieceModel(file).model(ProtobufCursor.of(file, bytes));
    }

    private Pieces model(ProtobufCursor model) {
        while (model.next()) {
            switch (model.field()) {
                case 1 -> piece(model.message());
                case 2 -> trainer(model.message());
                case 3 -> normalizer(model.message());
                default -> {} // self-test samples and a denormaliser, which only matter to those who train
            }
        }
        if (!trainerSeen || !normalizerSeen) {
            throw refuse(trainerSeen ? "normalizer_spec: missing" : "trainer_spec: missing");
        }
        return new Pieces(
                texts.toArray(String[]::new),
                Arrays.copyOf(scores, texts.size()),
                Arrays.copyOf(types, texts.size()),
                required("bos_id", bos),
                required("eos_id", eos),
                optional("unk_id", unknown),
                optional("pad_id", pad));
    }

    private void piece(ProtobufCursor piece) {
        int id = texts.size();
        String text = "";
        float score = 0;
        long type = Pieces.NORMAL;
        while (piece.next()) {
            switch (piece.field()) {
                case 1 -> text = piece.text();
                case 2 -> score = piece.real();
                case 3 -> type = piece.integer();
                default -> {} // extensions
            }
        }
        if (text.isEmpty()) {
            throw refuse("pieces[" + id + "]: empty");
        }
        if (type < Pieces.NORMAL || type > Pieces.BYTE) {
            throw refuse("pieces[" + id + "].type: " + type + " (expected: 1 to 6)");
        }
        if (id == scores.length) {
            scores = Arrays.copyOf(scores, 2 * id);
            types = Arrays.copyOf(types, 2 * id);
        }
        texts.add(text);
        scores[id] = score;
        types[id] = (int) type;
    }

    private void trainer(ProtobufCursor trainer) {
        trainerSeen = true;
        long algorithm = 1; // unigram
        boolean byteFallback = false;
        while (trainer.next()) {
            switch (trainer.field()) {
                case 3 -> algorithm = trainer.integer();
                case 35 -> byteFallback = trainer.bool();
                case 40 -> unknown = (int) trainer.integer();
                case 41 -> bos = (int) trainer.integer();
                case 42 -> eos = (int) trainer.integer();
                case 43 -> pad = (int) trainer.integer();
                default -> {} // how it was trained
            }
        }
        if (algorithm != BPE) {
            throw refuse("trainer_spec.model_type: " + algorithm + " (expected: 2, BPE)");
        }
        if (!byteFallback) {
            throw refuse("trainer_spec.byte_fallback: false (expected: true)");
        }
    }

    private void normalizer(ProtobufCursor normalizer) {
        normalizerSeen = true;
        int rules = 0;
        boolean dummyPrefix = true; // defaults of the schema
        boolean removesSpaces = true;
        while (normalizer.next()) {
            switch (normalizer.field()) {
                case 2 -> rules = normalizer.length();
                case 3 -> dummyPrefix = normalizer.bool();
                case 4 -> removesSpaces = normalizer.bool();
                default -> {} // its name, and tab-separated sources of the rules
            }
        }
        if (rules > 0) {
            throw refuse("normalizer_spec.precompiled_charsmap: " + rules + " bytes (expected: none)");
        }
        if (dummyPrefix) {
            throw refuse("normalizer_spec.add_dummy_prefix: true (expected: false)");
        }
        if (removesSpaces) {
            throw refuse("normalizer_spec.remove_extra_whitespaces: true (expected: false)");
        }
    }

    private int required(String key, long id) {
        return optional(key, id).orElseThrow(() -> refuse("trainer_spec." + key + ": none (expected: a piece)"));
    }

    private OptionalInt optional(String key, long id) {
        if (id >= texts.size()) {
            throw refuse("trainer_spec." + key + ": " + id + " of " + texts.size() + " pieces");
        }
        return id < 0 ? OptionalInt.empty() : OptionalInt.of((int) id);
    }

    private ModelFileException refuse(String what) {
        return new ModelFileException(
                file, what, ModelFileException.NO_OFFSET, "use the tokenizer.model that was published with Gemma");
    }
}
