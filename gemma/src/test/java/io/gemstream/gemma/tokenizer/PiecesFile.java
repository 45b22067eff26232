package io.gemstream.gemma.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Reads the {@code pieces.tsv} format described in the test resources. */
public final class PiecesFile {

    private PiecesFile() {}

    /** The tokenizer of the tiny models: 512 pieces, 0 pad, 1 eos, 2 bos, 3 unk, byte pieces from 14. */
    public static Tokenizer tinyTokenizer() {
        try {
            return Tokenizer.of(read(PiecesFile.class.getResourceAsStream("/tokenizer/pieces.tsv")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tokenizer of a {@code pieces.tsv} anywhere. */
    public static Tokenizer tokenizer(Path file) throws IOException {
        return Tokenizer.of(read(Files.newInputStream(file)));
    }

    private static Vocabulary read(InputStream in) throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<String[]> rows = lines.lines().map(line -> line.split("\t")).toList();
            String[] pieces = new String[rows.size()];
            float[] scores = new float[rows.size()];
            int[] types = new int[rows.size()];
            for (int id = 0; id < rows.size(); id++) {
                String[] row = rows.get(id);
                pieces[id] = json.readValue(row[1], String.class);
                scores[id] = Float.parseFloat(row[2]);
                types[id] = PieceType.valueOf(row[3].toUpperCase(Locale.ROOT)).code();
            }
            return Vocabulary.of(pieces, scores, types, 2, 1, 3, 0);
        }
    }
}
