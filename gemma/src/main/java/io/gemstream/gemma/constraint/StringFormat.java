package io.gemstream.gemma.constraint;

import java.util.Map;
import java.util.TreeSet;

/** The {@code format}s that are enforced, as regular expressions over the whole string. */
final class StringFormat {

    // RFC 3339; leap years by the Gregorian rule, no leap seconds.
    private static final String YEAR_DAY = "\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])"
            + "|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))";
    private static final String LEAP_DAY =
            "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29";
    private static final String DATE = "(?:" + YEAR_DAY + "|" + LEAP_DAY + ")";
    private static final String TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?"
            + "(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";

    // RFC 5321 dot-string local part; host names by RFC 1123.
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final String HOSTNAME = LABEL + "(?:\\." + LABEL + ")*";

    private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final String IPV4 = BYTE + "(?:\\." + BYTE + "){3}";

    // RFC 8200 text form, RFC 4291 section 2.2: "::" stands for one or more groups.
    private static final String H16 = "[0-9A-Fa-f]{1,4}";
    private static final String LS32 = "(?:" + H16 + ":" + H16 + "|" + IPV4 + ")";
    private static final String IPV6 = "(?:"
            + "(?:" + H16 + ":){6}" + LS32
            + "|::(?:" + H16 + ":){5}" + LS32
            + "|(?:" + H16 + ")?::(?:" + H16 + ":){4}" + LS32
            + "|(?:(?:" + H16 + ":){0,1}" + H16 + ")?::(?:" + H16 + ":){3}" + LS32
            + "|(?:(?:" + H16 + ":){0,2}" + H16 + ")?::(?:" + H16 + ":){2}" + LS32
            + "|(?:(?:" + H16 + ":){0,3}" + H16 + ")?::" + H16 + ":" + LS32
            + "|(?:(?:" + H16 + ":){0,4}" + H16 + ")?::" + LS32
            + "|(?:(?:" + H16 + ":){0,5}" + H16 + ")?::" + H16
            + "|(?:(?:" + H16 + ":){0,6}" + H16 + ")?::)";

    // RFC 3339 appendix A.
    private static final String CLOCK = "T(?:\\d+H(?:\\d+M(?:\\d+S)?)?|\\d+M(?:\\d+S)?|\\d+S)";
    private static final String DURATION = "P(?:\\d+W|" + CLOCK
            + "|(?:\\d+Y(?:\\d+M(?:\\d+D)?)?|\\d+M(?:\\d+D)?|\\d+D)(?:" + CLOCK + ")?)";

    private static final Map<String, String> REGEX = Map.of(
            "date", DATE,
            "time", TIME,
            "date-time", DATE + "[Tt]" + TIME,
            "duration", DURATION,
            "email", ATOM + "(?:\\." + ATOM + ")*@" + HOSTNAME,
            "hostname", HOSTNAME,
            "ipv4", IPV4,
            "ipv6", IPV6,
            "uuid", "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    private StringFormat() {}

    /** @throws ConstraintException if the format is not among those enforced */
    static String regex(String format, String pointer) {
        String regex = REGEX.get(format);
        if (regex == null) {
            throw SchemaReader.error(pointer, "unsupported format: " + format + " (expected: one of "
                    + new TreeSet<>(REGEX.keySet()) + ")");
        }
        return regex;
    }
}
