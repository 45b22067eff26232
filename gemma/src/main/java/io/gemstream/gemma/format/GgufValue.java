package io.gemstream.gemma.format;

/** A metadata value. Arrays stay in the file until they are asked for: a vocabulary is most of a header. */
sealed interface GgufValue {

    /** Type as stored. */
    GgufValueType type();

    /** Name of the value in an error message. */
    default String describe() {
        return type().name();
    }

    /** Any integer; an unsigned 64-bit value beyond the range of long comes out negative. */
    record Whole(GgufValueType type, long value) implements GgufValue {}

    /** Either float type. */
    record Real(GgufValueType type, double value) implements GgufValue {}

    /** A truth value. */
    record Bool(boolean value) implements GgufValue {
        @Override
        public GgufValueType type() {
            return GgufValueType.BOOL;
        }
    }

    /** A string. */
    record Text(String value) implements GgufValue {
        @Override
        public GgufValueType type() {
            return GgufValueType.STRING;
        }
    }

    /**
     * An array, checked but not read.
     *
     * @param elements type of each element, never an array
     * @param count number of elements
     * @param offset first byte of the first element
     */
    record Array(GgufValueType elements, int count, long offset) implements GgufValue {
        @Override
        public GgufValueType type() {
            return GgufValueType.ARRAY;
        }

        @Override
        public String describe() {
            return "ARRAY of " + elements;
        }
    }
}
