package io.gemstream.standalone.models;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Content-Range of an answer (RFC 9110, 14.4).
 *
 * @param start first byte of the body; 0 where the range could not be satisfied
 * @param total bytes of the whole file
 */
record ContentRange(long start, long total) {

    private static final Pattern FORM = Pattern.compile("bytes (?:(\\d{1,18})-\\d{1,18}|\\*)/(\\d{1,18})");

    static Optional<ContentRange> parse(String field) {
        Matcher matcher = FORM.matcher(field);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long start = Optional.ofNullable(matcher.group(1)).map(Long::parseLong).orElse(0L);
        return Optional.of(new ContentRange(start, Long.parseLong(matcher.group(2))));
    }
}
