package io.gemstream.gemma.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KvCacheTest {

    private static final int[] TEXT = IntStream.range(100, 140).toArray();

    private final KvCache cache = KvCache.create(8, 4, true);

    @Test
    void growsBlockByBlockAllOrNothing() {
        KvLease lease = cache.open();

        assertThat(lease.grow(5)).isTrue();
        assertThat(lease.table().capacityTokens()).isEqualTo(8);
        BlockTable before = lease.table();
        assertThat(lease.grow(8)).isTrue();
        assertThat(lease.table()).isSameAs(before);
        assertThat(lease.grow(33)).isFalse();
        assertThat(lease.blocks()).isEqualTo(2);
        assertThat(lease.grow(32)).isTrue();
        assertThat(cache.use()).isEqualTo(new KvUse(8, 0, 8));
        assertThat(cache.use().share()).isEqualTo(1);
    }

    @Test
    void sharesFullBlocksWhileTheyAreHeldAndAfterwards() {
        KvLease first = computed(TEXT, 11);

        KvLease second = cache.open();
        assertThat(second.adopt(TEXT, 0, 39)).isEqualTo(8);
        assertThat(second.table().ids()[0]).containsExactly(0, 1);
        assertThat(cache.use().used()).isEqualTo(3);
        first.release();
        assertThat(cache.use()).isEqualTo(new KvUse(2, 0, 8)); // the third was not full
        second.release();
        assertThat(cache.use()).isEqualTo(new KvUse(0, 2, 8));
        assertThat(cache.use().share()).isZero();
        assertThat(cache.open().adopt(TEXT, 0, 39)).isEqualTo(8);
    }

    @Test
    void sharesNoMoreThanTheLimit() {
        computed(TEXT, 12);

        assertThat(cache.open().adopt(TEXT, 0, 12)).isEqualTo(12);
        assertThat(cache.open().adopt(TEXT, 0, 11)).isEqualTo(8);
        assertThat(cache.open().adopt(TEXT, 0, 3)).isZero();
    }

    @Test
    void sharesOnlyWhatFollowsTheSameTokens() {
        computed(TEXT, 12);
        int[] other = TEXT.clone();
        other[1] = 7;

        assertThat(cache.open().adopt(other, 0, 39)).isZero();
        other[1] = TEXT[1];
        other[6] = 7;
        assertThat(cache.open().adopt(other, 0, 39)).isEqualTo(4);
    }

    @Test
    void goesOnSharingBehindItsOwnBlocks() {
        KvLease behind = computed(TEXT, 4);
        computed(TEXT, 12);

        assertThat(behind.adopt(TEXT, 4, 39)).isEqualTo(12);
        assertThat(behind.nextName(TEXT, 12, 39)).isPresent();
        behind.grow(14);
        assertThat(behind.adopt(TEXT, 14, 39)).isEqualTo(14); // in the middle of a block
        assertThat(behind.nextName(TEXT, 14, 39)).isEmpty();
    }

    @Test
    void givesItsOwnBlockBackForOneThatHoldsTheSame() {
        KvLease one = cache.open();
        one.grow(8);
        KvLease two = cache.open();
        two.grow(8);

        one.keep(TEXT, 8);
        two.keep(TEXT, 8);

        assertThat(two.table().ids()).isEqualTo(one.table().ids());
        assertThat(cache.use()).isEqualTo(new KvUse(2, 0, 8));
        two.release();
        assertThat(cache.use()).isEqualTo(new KvUse(2, 0, 8));
    }

    /** The end of a text goes before its beginning, without which it would be of no use. */
    @Test
    void forgetsTheEndsOfTextsFirst() {
        computed(TEXT, 16).release();
        KvLease large = cache.open();
        large.grow(24);

        KvLease again = cache.open();
        assertThat(again.adopt(TEXT, 0, 39)).isEqualTo(8);
        again.release();
        large.grow(32);
        assertThat(cache.open().adopt(TEXT, 0, 39)).isZero();
        assertThat(cache.use()).isEqualTo(new KvUse(8, 0, 8));
    }

    @Test
    void namesTheBlocksThatAStepWillFill() {
        KvLease lease = cache.open();
        lease.grow(16);

        assertThat(lease.namesTo(TEXT, 11)).hasSize(2);
        assertThat(cache.open().nextName(TEXT, 0, 39)).hasValue(lease.namesTo(TEXT, 11).getFirst());
        lease.keep(TEXT, 4);
        assertThat(lease.namesTo(TEXT, 11)).hasSize(1);
    }

    @Test
    void knowsNoContentWhereNothingIsToBeShared() {
        KvCache plain = KvCache.create(8, 4, false);
        KvLease lease = plain.open();
        lease.grow(12);
        lease.keep(TEXT, 12);

        assertThat(plain.open().adopt(TEXT, 0, 39)).isZero();
        assertThat(lease.namesTo(TEXT, 12)).isEmpty();
        assertThat(lease.nextName(TEXT, 12, 39)).isEmpty();
        lease.release();
        assertThat(plain.use()).isEqualTo(new KvUse(0, 0, 8));
    }

    private KvLease computed(int[] tokens, int count) {
        KvLease lease = cache.open();
        int found = lease.adopt(tokens, 0, count);
        lease.grow(Math.max(found, count));
        lease.keep(tokens, count);
        return lease;
    }
}
