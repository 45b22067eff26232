package io.gemstream.gemma.constraint;

import java.util.Map;
import java.util.Optional;

/**
 * The {@code format}s of strings that are enforced, as regular expressions over the whole string. All others restrict
 * nothing, as JSON Schema has it: names of one's own, and those that no regular expression can tell ({@code regex},
 * {@code idn-hostname}, {@code idn-email}).
 */
final class StringFormat {

    // RFC 3339; leap years by the Gregorian rule. No leap seconds, no fractions beyond nanoseconds, and no offsets beyond 18
    // hours: few parsers read them.
    private static final String YEAR_DAY = "\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])"
            + "|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))";
    private static final String LEAP_DAY =
            "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29";
    private static final String DATE = "(?:" + YEAR_DAY + "|" + LEAP_DAY + ")";
    private static final String TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?"
            + "(?:[Zz]|[+-](?:(?:0\\d|1[0-7]):[0-5]\\d|18:00))";

    // RFC 5321 dot-string local part of at most 64 characters, and a domain with a dot; host names by RFC 1123.
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

    // RFC 3986 and 3987, without user names and without hosts in brackets.
    private static final String SCHEME = "[A-Za-z][A-Za-z0-9+.-]*";
    private static final String URI_CHARACTER = "A-Za-z0-9._~!$&'()*+,;=\\-";
    private static final String IRI_CHARACTER = URI_CHARACTER + "\\u{A0}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFEF}"
            + "\\u{10000}-\\u{1FFFD}\\u{20000}-\\u{2FFFD}\\u{30000}-\\u{3FFFD}";

    // RFC 6901, and the draft of relative pointers.
    private static final String POINTER = "(?:/(?:[^~/]|~[01])*)*";

    // RFC 6570.
    private static final String VARIABLE = "(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:\\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*"
            + "(?::[1-9]\\d{0,3}|\\*)?";
    private static final String TEMPLATE = "(?:[^\\x00-\\x20\"'%<>\\\\^`{|}\\x7f-\\x9f]|%[0-9A-Fa-f]{2}"
            + "|\\{[+#./;?&]?" + VARIABLE + "(?:," + VARIABLE + ")*\\})*";

    private static final Map<String, String> REGEX = Map.ofEntries(
            Map.entry("date", DATE),
            Map.entry("time", TIME),
            Map.entry("date-time", DATE + "[Tt]" + TIME),
            Map.entry("duration", DURATION),
            Map.entry("email", "(?=[^@]{1,64}@)" + ATOM + "(?:\\." + ATOM + ")*@(?:" + LABEL + "\\.)+[A-Za-z]{2,63}"),
            Map.entry("hostname", HOSTNAME),
            Map.entry("ipv4", IPV4),
            Map.entry("ipv6", IPV6),
            Map.entry("uri", SCHEME + ":" + hierarchy(URI_CHARACTER, ":")),
            Map.entry("uri-reference", reference(URI_CHARACTER)),
            Map.entry("iri", SCHEME + ":" + hierarchy(IRI_CHARACTER, ":")),
            Map.entry("iri-reference", reference(IRI_CHARACTER)),
            Map.entry("uri-template", TEMPLATE),
            Map.entry("json-pointer", POINTER),
            Map.entry("relative-json-pointer", "(?:0|[1-9]\\d*)(?:#|" + POINTER + ")"),
            Map.entry("byte", "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"),
            Map.entry("uuid", "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"));

    private StringFormat() {}

    /** Empty if a format of that name restricts nothing here. */
    static Optional<String> regex(String format) {
        return Optional.ofNullable(REGEX.get(format));
    }

    /**
     * What follows the scheme. Not nothing, and no empty host without a path: both are URIs, and few parsers read them.
     *
     * @param colon whether the first segment of a path without a slash in front may have one
     */
    private static String hierarchy(String characters, String colon) {
        String escaped = "|%[0-9A-Fa-f]{2}";
        String host = "(?:[" + characters + "]" + escaped + ")+(?::\\d+)?";
        return "(?://(?:" + host + "|(?=/))|/(?!/)|(?!//)/?(?:[" + characters + colon + "@]" + escaped + ")(?:["
                + characters + ":@]" + escaped + ")*)(?:/(?:[" + characters + ":@]" + escaped + ")*)*"
                + tail(characters, "\\?") + tail(characters, "#");
    }

    private static String reference(String characters) {
        return "(?:" + SCHEME + ":" + hierarchy(characters, ":") + "|" + hierarchy(characters, "")
                + "|" + tail(characters, "\\?") + tail(characters, "#") + ")";
    }

    private static String tail(String characters, String mark) {
        return "(?:" + mark + "(?:[" + characters + ":@/?]|%[0-9A-Fa-f]{2})*)?";
    }
}
