package io.gemstream.gemma.constraint;

import java.math.BigDecimal;
import java.util.List;
import java.util.SequencedMap;

/** A JSON value. Equal numbers are equal whatever their spelling: 1, 1.0 and 1e0. */
sealed interface JsonValue {

    record JsonNull() implements JsonValue {}

    record JsonBoolean(boolean value) implements JsonValue {}

    record JsonNumber(BigDecimal value) implements JsonValue {
        public JsonNumber {
            value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        }

        boolean isInteger() {
            return value.scale() <= 0;
        }

        /** Without an exponent. */
        String text() {
            return value.toPlainString();
        }
    }

    record JsonString(String value) implements JsonValue {}

    record JsonArray(List<JsonValue> items) implements JsonValue {}

    record JsonObject(SequencedMap<String, JsonValue> members) implements JsonValue {}
}
