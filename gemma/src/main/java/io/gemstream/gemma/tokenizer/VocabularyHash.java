package io.gemstream.gemma.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identifies a vocabulary by one hash, whichever file it was read from. SHA-256 of these bytes, numbers little-endian:
 *
 * <pre>
 *   size, bos, eos, unknown, pad    32 bits each, -1 for none
 *   whether a prompt begins with bos    a byte, 1 or 0
 *   for each piece, by id:
 *     type      a byte, the code of its {@link PieceType}
 *     score     an IEEE 754 number of 32 bits; 0 where it means nothing, which is for all but normal pieces
 *     length    of the text in bytes, 32 bits
 *     text      UTF-8
 *   further end tokens, ascending    32 bits each; those that are neither eos nor ends by their names
 * </pre>
 */
final class VocabularyHash {

    private static final int HEAD_BYTES = 5 * Integer.BYTES + 1;
    private static final int PIECE_BYTES = 1 + 2 * Integer.BYTES;

    private VocabularyHash() {}

    /** Lower-case hexadecimal. */
    static String sha256(Vocabulary vocabulary) {
        MessageDigest digest = digest();
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(vocabulary.size())
                .putInt(vocabulary.bos())
                .putInt(vocabulary.eos())
                .putInt(vocabulary.unknown())
                .putInt(vocabulary.pad())
                .put((byte) (vocabulary.addBos() ? 1 : 0));
        digest.update(head.array());
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int id = 0; id < vocabulary.size(); id++) {
            PieceType type = vocabulary.type(id);
            byte[] text = vocabulary.piece(id).getBytes(StandardCharsets.UTF_8);
            piece.clear()
                    .put((byte) type.code())
                    .putFloat(type == PieceType.NORMAL ? vocabulary.score(id) : 0)
                    .putInt(text.length);
            digest.update(piece.array());
            digest.update(text);
        }
        for (int id : vocabulary.namedEnds()) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(id).array());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
