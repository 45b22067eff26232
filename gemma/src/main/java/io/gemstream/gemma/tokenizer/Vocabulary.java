package io.gemstream.gemma.tokenizer;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The pieces of a SentencePiece model; a piece's index is its id. Immutable.
 *
 * <p>Habits of converters are undone, so that a vocabulary is the same whichever file it came from: special pieces have
 * the type that their names tell (see {@link SpecialPieces}), and {@code <eos>} is eos, whichever end the file names
 * instead; other pieces that are marked control, as llama.cpp's converter marks {@code <mask>} and the unused ones, are
 * user-defined, as for SentencePiece; user-defined pieces have U+2581 for a space.
 */
public final class Vocabulary {

    /** SentencePiece's visible space, U+2581. */
    static final char SPACE = '\u2581';

    private final PieceTexts texts; // [size]
    private final float[] scores; // [size]
    private final PieceType[] types; // [size]
    private final int bos;
    private final int eos;
    private final int unknown;
    private final int pad;
    private final boolean addBos;
    private final int[] namedEnds; // ascending; what a file calls an end and no name tells

    private Vocabulary(
            PieceTexts texts,
            float[] scores,
            PieceType[] types,
            int bos,
            int eos,
            int unknown,
            int pad,
            boolean addBos,
            int[] namedEnds) {
        this.texts = texts;
        this.scores = scores;
        this.types = types;
        this.bos = bos;
        this.eos = eos;
        this.unknown = unknown;
        this.pad = pad;
        this.addBos = addBos;
        this.namedEnds = namedEnds;
    }

    /**
     * A checked vocabulary that wants bos in front of a prompt. The arrays are copied.
     *
     * @param pieces text of each piece, U+2581 for a space
     * @param scores merge priority of each normal piece, higher first; ignored for the other types
     * @param types codes 1..6, see {@link PieceType}
     * @param bos id of the beginning-of-sequence token
     * @param eos id that the file names as end of a text, an end even where {@code <eos>} is another
     * @param unknown id of the unknown token, -1 where there is none
     * @param pad id of the padding token, -1 where there is none
     * @throws IllegalArgumentException if lengths differ, a type or id is out of range, a score is not finite, or a
     *     piece is empty
     */
    public static Vocabulary of(
            String[] pieces, float[] scores, int[] types, int bos, int eos, int unknown, int pad) {
        int size = pieces.length;
        requireLength("scores", scores.length, size);
        requireLength("types", types.length, size);
        requireId("bos", bos, 0, size);
        requireId("eos", eos, 0, size);
        requireId("unknown", unknown, -1, size);
        requireId("pad", pad, -1, size);
        String[] texts = pieces.clone();
        PieceType[] kinds = new PieceType[size];
        for (int id = 0; id < size; id++) {
            PieceType stored = PieceType.ofCode(id, types[id]);
            if (stored == PieceType.CONTROL && id != bos && id != eos && id != pad) {
                stored = id == unknown ? PieceType.UNKNOWN : PieceType.USER_DEFINED;
            }
            kinds[id] = SpecialPieces.type(texts[id]).orElse(stored);
            if (kinds[id] == PieceType.USER_DEFINED) {
                texts[id] = texts[id].replace(' ', SPACE);
            }
            if (texts[id].isEmpty()) {
                throw new IllegalArgumentException("pieces[" + id + "]: empty (expected: at least one character)");
            }
            if (kinds[id] == PieceType.NORMAL && !Float.isFinite(scores[id])) {
                throw new IllegalArgumentException("scores[" + id + "]: " + scores[id] + " (expected: finite)");
            }
        }
        int named = Arrays.asList(texts).indexOf(SpecialPieces.EOS);
        int ownEos = named < 0 ? eos : named;
        return new Vocabulary(PieceTexts.of(texts), scores.clone(), kinds, bos, ownEos, unknown, pad, true, new int[0])
                .withEndTokens(eos);
    }

    /** The same vocabulary with the model file's word on whether a prompt starts with bos. */
    public Vocabulary withAddBos(boolean wanted) {
        return new Vocabulary(texts, scores, types, bos, eos, unknown, pad, wanted, namedEnds);
    }

    /**
     * The same vocabulary with further ids that end a text, beside those it has.
     *
     * @throws IllegalArgumentException if an id is out of range
     */
    public Vocabulary withEndTokens(int... ids) {
        for (int id : ids) {
            requireId("ends", id, 0, size());
        }
        int[] all = IntStream.concat(IntStream.of(namedEnds), IntStream.of(ids))
                .filter(id -> id != eos && !isNamedEnd(id))
                .sorted().distinct().toArray();
        return new Vocabulary(texts, scores, types, bos, eos, unknown, pad, addBos, all);
    }

    /** Number of pieces. */
    public int size() {
        return texts.size();
    }

    /** Text of a piece, U+2581 for a space; a new string each time. */
    public String piece(int id) {
        return texts.text(id);
    }

    /** Merge priority, higher first; means nothing unless the type is {@link PieceType#NORMAL}. */
    public float score(int id) {
        return scores[id];
    }

    /** Type of a piece. */
    public PieceType type(int id) {
        return types[id];
    }

    /** Id of the beginning-of-sequence token. */
    public int bos() {
        return bos;
    }

    /** Id of the end-of-sequence token; see {@link #endTokens} for all that end a text. */
    public int eos() {
        return eos;
    }

    /** Ids with which the model itself ends a text: eos, the end of a turn, and what else its files name. */
    public int[] endTokens() {
        IntStream byName = IntStream.range(0, size()).filter(this::isNamedEnd);
        return IntStream.concat(IntStream.concat(IntStream.of(eos), byName), IntStream.of(namedEnds))
                .distinct().toArray();
    }

    /** Ascending, those of {@link #endTokens} that only a file names. */
    int[] namedEnds() {
        return namedEnds.clone();
    }

    /** Id of the unknown token, -1 where there is none. */
    public int unknown() {
        return unknown;
    }

    /** Id of the padding token, -1 where there is none. */
    public int pad() {
        return pad;
    }

    /** Whether a prompt starts with bos. */
    public boolean addBos() {
        return addBos;
    }

    /** The texts of all pieces. */
    PieceTexts texts() {
        return texts;
    }

    /** Whether a piece begins or ends a turn by its name. */
    boolean isTurn(int id) {
        return isSpecial(id) && SpecialPieces.isTurn(texts.text(id));
    }

    private boolean isNamedEnd(int id) {
        return isSpecial(id) && SpecialPieces.isEnd(texts.text(id));
    }

    /** Names that say something are never those of normal pieces, see {@link SpecialPieces#type}; most pieces are. */
    private boolean isSpecial(int id) {
        return types[id] != PieceType.NORMAL;
    }

    /** Ids of all pieces of one type, ascending. */
    int[] idsOf(PieceType type) {
        int[] ids = new int[size()];
        int count = 0;
        for (int id = 0; id < size(); id++) {
            if (types[id] == type) {
                ids[count++] = id;
            }
        }
        return Arrays.copyOf(ids, count);
    }

    private static void requireLength(String name, int length, int expected) {
        if (length != expected) {
            throw new IllegalArgumentException(name + ": " + length + " entries (expected: " + expected + ")");
        }
    }

    private static void requireId(String name, int id, int least, int size) {
        if (id < least || id >= size) {
            throw new IllegalArgumentException(name + ": " + id + " (expected: " + least + ".." + (size - 1) + ")");
        }
    }
}
