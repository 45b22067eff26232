package io.gemstream.service.history;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Says which names a stretch of the history may have, such as ids: all that it has, and one in some thousands that it has not.
 * Two bytes a name. Immutable.
 */
public final class NameFilter {

    private static final double FALSE_POSITIVES = 0.000_5;

    private final BloomFilter<CharSequence> filter;

    private NameFilter(BloomFilter<CharSequence> filter) {
        this.filter = filter;
    }

    /** The filter of some names. */
    public static NameFilter of(Set<String> names) {
        BloomFilter<CharSequence> filter =
                BloomFilter.create(Funnels.stringFunnel(StandardCharsets.UTF_8), Math.max(1, names.size()), FALSE_POSITIVES);
        names.forEach(filter::put);
        return new NameFilter(filter);
    }

    /**
     * Reads a filter.
     *
     * @throws UncheckedIOException where it is none
     */
    static NameFilter parse(ByteString bytes) {
        try {
            return new NameFilter(
                    BloomFilter.readFrom(bytes.newInput(), Funnels.stringFunnel(StandardCharsets.UTF_8)));
        } catch (IOException notAFilter) {
            throw new UncheckedIOException(notAFilter);
        }
    }

    /** The filter for {@link #parse}. */
    public ByteString toBytes() {
        ByteString.Output bytes = ByteString.newOutput();
        try {
            filter.writeTo(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteString();
    }

    /** Whether the name may be one of them. */
    public boolean mayHave(String name) {
        return filter.mightContain(name);
    }
}
