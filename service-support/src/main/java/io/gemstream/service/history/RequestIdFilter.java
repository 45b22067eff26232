package io.gemstream.service.history;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * Says which ids a stretch of the history may have: all that it has, and one in some thousands that it has not. Two bytes an
 * id. Immutable.
 */
final class RequestIdFilter {

    private static final double FALSE_POSITIVES = 0.000_5;

    private final BloomFilter<CharSequence> filter;

    private RequestIdFilter(BloomFilter<CharSequence> filter) {
        this.filter = filter;
    }

    static RequestIdFilter of(Collection<String> ids) {
        BloomFilter<CharSequence> filter =
                BloomFilter.create(Funnels.stringFunnel(StandardCharsets.UTF_8), Math.max(1, ids.size()), FALSE_POSITIVES);
        ids.forEach(filter::put);
        return new RequestIdFilter(filter);
    }

    /**
     * Reads a filter.
     *
     * @throws UncheckedIOException where it is none
     */
    static RequestIdFilter parse(ByteString bytes) {
        try {
            return new RequestIdFilter(
                    BloomFilter.readFrom(bytes.newInput(), Funnels.stringFunnel(StandardCharsets.UTF_8)));
        } catch (IOException notAFilter) {
            throw new UncheckedIOException(notAFilter);
        }
    }

    ByteString toBytes() {
        ByteString.Output bytes = ByteString.newOutput();
        try {
            filter.writeTo(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteString();
    }

    boolean mayHave(String id) {
        return filter.mightContain(id);
    }
}
