package io.gemstream.gemma.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Gemma's tokenizer: SentencePiece BPE without normalisation, dummy prefix or whitespace clean-up. Immutable and
 * thread-safe.
 *
 * <p>Encoding: spaces become U+2581; user-defined pieces (runs of newlines, spaces and tabs, HTML tags) are cut out by
 * longest match from left to right; the rest is merged pair by pair; what no piece covers becomes byte pieces. The
 * names of control tokens in a text are plain text in either {@link EncodeMode}.
 */
public final class Tokenizer {

    private static final Pattern BYTE_PIECE = Pattern.compile("<0x[0-9A-F]{2}>");

    private final Vocabulary vocabulary;
    private final PieceTable userDefined;
    private final PieceTable userDefinedWithoutTurns;
    private final PieceTable normal;
    private final PairMerger merger;
    private final Optional<TurnTokens> turnTokens;
    private final int[] endTokens;
    private final BitSet special; // turn and end tokens, which no text is

    private Tokenizer(
            Vocabulary vocabulary,
            PieceTable userDefined,
            PieceTable userDefinedWithoutTurns,
            PieceTable normal,
            PairMerger merger,
            Optional<TurnTokens> turnTokens,
            int[] endTokens,
            BitSet special) {
        this.vocabulary = vocabulary;
        this.userDefined = userDefined;
        this.userDefinedWithoutTurns = userDefinedWithoutTurns;
        this.normal = normal;
        this.merger = merger;
        this.turnTokens = turnTokens;
        this.endTokens = endTokens;
        this.special = special;
    }

    /**
     * Indexes a vocabulary.
     *
     * @throws IllegalArgumentException if a text occurs twice among the normal or the user-defined pieces, or one of the
     *     256 byte pieces is missing
     */
    public static Tokenizer of(Vocabulary vocabulary) {
        int[] userDefinedIds = vocabulary.idsOf(PieceType.USER_DEFINED);
        int[] endTokens = vocabulary.endTokens();
        BitSet special = special(vocabulary, endTokens);
        int[] plainIds = Arrays.stream(userDefinedIds).filter(id -> !special.get(id)).toArray();
        PieceTable userDefined = PieceTable.of(vocabulary, userDefinedIds);
        PieceTable normal = PieceTable.of(vocabulary, vocabulary.idsOf(PieceType.NORMAL));
        int start = find(userDefined, TurnTokens.START_PIECE);
        int end = find(userDefined, TurnTokens.END_PIECE);
        return new Tokenizer(
                vocabulary,
                userDefined,
                PieceTable.of(vocabulary, plainIds),
                normal,
                new PairMerger(vocabulary, normal, byteIds(vocabulary)),
                start < 0 || end < 0 ? Optional.empty() : Optional.of(new TurnTokens(start, end)),
                endTokens,
                special);
    }

    /** The pieces behind this tokenizer. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /**
     * A name for all that decides how this tokenizer works: SHA-256 of its pieces, their types and scores, and the special
     * ids, in lower-case hexadecimal. The same whichever file the vocabulary came from. Computed anew each time, in some
     * milliseconds for 262,144 pieces.
     */
    public String sha256() {
        return VocabularyHash.sha256(vocabulary);
    }

    /** Number of ids. */
    public int size() {
        return vocabulary.size();
    }

    /** Ids of untrusted text: {@link EncodeMode#PLAIN_TURN_TOKENS}. */
    public int[] encode(String text) {
        return encode(text, EncodeMode.PLAIN_TURN_TOKENS);
    }

    /**
     * Ids of a text, without bos. Surrogates without partner count as U+FFFD. O(n log n).
     *
     * @param mode what becomes of the text of turn tokens
     */
    public int[] encode(String text, EncodeMode mode) {
        char[] chars = text.replace(' ', Vocabulary.SPACE).toCharArray();
        Utf8.replaceLoneSurrogates(chars);
        PieceTable cuts =
                switch (mode) {
                    case PLAIN_TURN_TOKENS -> userDefinedWithoutTurns;
                    case SENTENCE_PIECE -> userDefined;
                };
        IdList ids = new IdList(chars.length / 3);
        int spanStart = 0;
        for (int at = 0; at < chars.length; ) {
            int id = cuts.longestAt(chars, at);
            if (id < 0) {
                at++;
                continue;
            }
            merger.encode(chars, spanStart, at, ids);
            ids.add(id);
            at += vocabulary.texts().length(id);
            spanStart = at;
        }
        merger.encode(chars, spanStart, chars.length, ids);
        return ids.toArray();
    }

    /**
     * Ids of a whole prompt: bos once in front, where the model wants it. A text that starts with the name of the bos
     * token, as a rendered chat template does, means that token and gets no second one; anywhere else the name is plain
     * text.
     *
     * @param mode what becomes of the text of turn tokens
     */
    public int[] encodePrompt(String text, EncodeMode mode) {
        String bosPiece = vocabulary.piece(vocabulary.bos());
        boolean written = text.startsWith(bosPiece);
        int[] ids = encode(written ? text.substring(bosPiece.length()) : text, mode);
        return written || vocabulary.addBos()
                ? IntStream.concat(IntStream.of(vocabulary.bos()), IntStream.of(ids)).toArray()
                : ids;
    }

    /** Text of ids as SentencePiece gives it: control tokens are silent, turn tokens are not. */
    public String decode(int[] ids) {
        StreamingDetokenizer detokenizer = new StreamingDetokenizer(this);
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(
                    vocabulary.type(id) == PieceType.CONTROL ? detokenizer.flush() : detokenizer.pushBytes(bytes(id)));
        }
        return text.append(detokenizer.flush()).toString();
    }

    /** UTF-8 bytes a token stands for, none for control tokens; joined, those of a sequence are its text's bytes. */
    public byte[] bytes(int id) {
        String piece = vocabulary.piece(id);
        return switch (vocabulary.type(id)) {
            case CONTROL -> new byte[0];
            case BYTE -> new byte[] {(byte) byteValue(piece)};
            case NORMAL, USER_DEFINED, UNUSED, UNKNOWN ->
                piece.replace(Vocabulary.SPACE, ' ').getBytes(StandardCharsets.UTF_8);
        };
    }

    /** Id of the token with this very piece, whatever its type. */
    public OptionalInt id(String piece) {
        int id = find(normal, piece);
        if (id < 0) {
            id = find(userDefined, piece);
        }
        char[] chars = piece.toCharArray();
        for (int other = 0; id < 0 && other < size(); other++) {
            if (vocabulary.texts().matches(other, chars, 0, chars.length)) {
                id = other;
            }
        }
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Text of a piece as the vocabulary has it, U+2581 for a space. */
    public String piece(int id) {
        return vocabulary.piece(id);
    }

    /** A name of a token for people: its text; of what is no text, and of a byte, the piece, such as {@code <0xE2>}. */
    public String shown(int id) {
        return vocabulary.type(id) == PieceType.BYTE ? piece(id) : piece(id).replace(Vocabulary.SPACE, ' ');
    }

    /** Whether a token must never be shown: control pieces, the unknown one, turn tokens, ends that are no text. */
    public boolean isControl(int id) {
        return switch (vocabulary.type(id)) {
            case CONTROL, UNKNOWN -> true;
            case NORMAL, USER_DEFINED, UNUSED, BYTE -> special.get(id);
        };
    }

    /** Whether a token is a piece of text that a model may write: neither control, nor unknown, nor unused. */
    public boolean isText(int id) {
        return !isControl(id) && vocabulary.type(id) != PieceType.UNUSED;
    }

    /**
     * Ids with which the model itself ends a text: eos, the end of a turn, which published configurations often forget,
     * and what else the model's files name.
     */
    public int[] endTokens() {
        return endTokens.clone();
    }

    /** The turn tokens; empty where the vocabulary lacks one of them. */
    public Optional<TurnTokens> turnTokens() {
        return turnTokens;
    }

    /** An end token that a file names by mistake may be a word; as text it goes on to be one. */
    private static BitSet special(Vocabulary vocabulary, int[] endTokens) {
        BitSet special = new BitSet();
        for (int id : endTokens) {
            special.set(id, switch (vocabulary.type(id)) {
                case NORMAL, BYTE -> false;
                case UNKNOWN, CONTROL, USER_DEFINED, UNUSED -> true;
            });
        }
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.isTurn(id)) {
                special.set(id);
            }
        }
        return special;
    }

    private static int find(PieceTable table, String piece) {
        return table.find(piece.toCharArray(), 0, piece.length());
    }

    private static int[] byteIds(Vocabulary vocabulary) {
        int[] ids = new int[256];
        Arrays.fill(ids, -1);
        for (int id : vocabulary.idsOf(PieceType.BYTE)) {
            String piece = vocabulary.piece(id);
            if (!BYTE_PIECE.matcher(piece).matches()) {
                throw new IllegalArgumentException(
                        "pieces[" + id + "]: \"" + piece + "\" (expected: a byte piece such as <0x0A>)");
            }
            ids[byteValue(piece)] = id;
        }
        for (int value = 0; value < ids.length; value++) {
            if (ids[value] < 0) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "pieces: no byte piece <0x%02X>", value));
            }
        }
        return ids;
    }

    private static int byteValue(String bytePiece) {
        return HexFormat.fromHexDigits(bytePiece, 3, 5);
    }
}
