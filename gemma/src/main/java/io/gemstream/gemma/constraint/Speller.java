package io.gemstream.gemma.constraint;

import java.util.Arrays;
import java.util.List;

/** Spells tokens in atoms: code point by code point, the number of the atom that has it. */
final class Speller {

    /** Code points of the longest token spelled. Looking further ahead costs a state each where lengths are counted. */
    static final int MAX_LENGTH = 16;
    /** With one to spare, so that four bits hold an atom or none. */
    static final int MAX_ATOMS = 15;

    private static final byte[] NONE = {};
    private static final byte OUTSIDE = -1;
    private static final int TABLE = 0x10000;

    private final List<CodePointSet> atoms;
    private final byte[] table = new byte[TABLE]; // atom of a code point of the basic plane

    Speller(List<CodePointSet> atoms) {
        this.atoms = atoms;
        Arrays.fill(table, OUTSIDE);
        for (int atom = 0; atom < atoms.size(); atom++) {
            CodePointSet set = atoms.get(atom);
            for (int r = 0; r < set.ranges(); r++) {
                for (int c = set.first(r); c <= Math.min(set.last(r), TABLE - 1); c++) {
                    table[c] = (byte) atom;
                }
            }
        }
    }

    /** Empty unless the bytes are whole UTF-8 of 1 to {@link #MAX_LENGTH} code points that all have an atom. */
    byte[] spell(byte[] utf8) {
        byte[] spelling = new byte[Math.min(MAX_LENGTH, utf8.length)];
        int length = 0;
        for (int i = 0; i < utf8.length; ) {
            int lead = utf8[i] & 0xff;
            int size = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
            if (size == 0 || i + size > utf8.length || length == spelling.length) {
                return NONE;
            }
            int codePoint = size == 1 ? lead : lead & 0x7f >> size;
            for (int k = 1; k < size; k++) {
                if ((utf8[i + k] & 0xc0) != 0x80) {
                    return NONE;
                }
                codePoint = codePoint << 6 | utf8[i + k] & 0x3f;
            }
            byte atom = isShortest(codePoint, size) ? atom(codePoint) : OUTSIDE;
            if (atom == OUTSIDE) {
                return NONE;
            }
            spelling[length++] = atom;
            i += size;
        }
        return Arrays.copyOf(spelling, length);
    }

    /** Four bits an atom from the top, so that unsigned order is that of the spellings. */
    static long pack(byte[] spelling) {
        long packed = 0;
        for (int i = 0; i < spelling.length; i++) {
            packed |= (spelling[i] + 1L) << 60 - 4 * i;
        }
        return packed;
    }

    private static boolean isShortest(int codePoint, int size) {
        return switch (size) {
            case 3 -> codePoint >= 0x800;
            case 4 -> codePoint >= 0x10000 && codePoint <= CodePointSet.MAX;
            default -> true;
        };
    }

    private byte atom(int codePoint) {
        if (codePoint < TABLE) {
            return table[codePoint];
        }
        for (int atom = 0; atom < atoms.size(); atom++) {
            if (atoms.get(atom).contains(codePoint)) {
                return (byte) atom;
            }
        }
        return OUTSIDE;
    }
}
