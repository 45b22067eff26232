package io.gemstream.service.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.HistoryWindow;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lookups and lists over a log in memory, with the index that the indexer writes. */
class HistoryTest {

    private static final int PARTITIONS = 3;
    private static final Set<Integer> ALL = Set.of(0, 1, 2);
    private static final Duration DAY = Duration.ofDays(1);
    private static final HistoryFilter EVERY = filter(_ -> true, _ -> true);

    private final MemoryStretches log = new MemoryStretches(PARTITIONS);
    private final HistoryIndexer indexer = new HistoryIndexer(log, log::write);
    private final HistoryLookup lookup = new HistoryLookup(log, DAY, () -> log.nowMs);
    private final HistoryPages pages = new HistoryPages(log, DAY, () -> log.nowMs);

    @Test
    void findsWhatHasEndedBeforeAndAfterItIsIndexed() {
        List<OperationRecord> rows = write(4_000);
        assertThat(found(rows)).isEqualTo(rows);
        indexer.index(ALL);
        assertThat(log.windows(0)).isNotEmpty();
        assertThat(found(rows)).isEqualTo(rows);
        HistoryLookup another = new HistoryLookup(log, DAY, () -> log.nowMs);
        assertThat(rows.stream().map(row -> another.find(row.getRequestId()).orElseThrow()).toList()).isEqualTo(rows);
        assertThat(another.find(UUID.randomUUID().toString())).isEmpty();
    }

    @Test
    void whoWaitedWhileAnotherAskedDoesNotAskAgain() {
        HistoryPartitions partitions = new HistoryPartitions(log, true, DAY, () -> log.nowMs);
        long first = partitions.moment();
        long second = partitions.moment();
        partitions.since(0, first);
        partitions.since(0, second);
        assertThat(log.questions).isEqualTo(1);
        partitions.since(1, second);
        assertThat(log.questions).as("of another partition nothing is known").isEqualTo(2);
        partitions.since(0, partitions.moment());
        assertThat(log.questions).as("something may have ended since").isEqualTo(3);
    }

    @Test
    void whatIsNotThereIsNotLookedForInTheRows() {
        write(15_000);
        indexer.index(ALL);
        lookup.find("warm-up of a"); // each partition once
        IntStream.range(0, 100).forEach(i -> lookup.find("warm-up " + i));
        log.read = 0;
        for (int i = 0; i < 1_000; i++) {
            assertThat(lookup.find(UUID.randomUUID().toString())).isEmpty();
        }
        assertThat(log.read).as("a filter in some thousands is wrong, and then a window is read")
                .isLessThan(40 * Windows.SIZE);
    }

    @Test
    void aLookupReadsAWindowAtMostOfWhatIsIndexed() {
        List<OperationRecord> rows = write(15_000);
        indexer.index(ALL);
        found(rows.subList(0, 100));
        log.read = 0;
        found(rows.subList(0, 300));
        assertThat(log.read).isLessThan(330 * Windows.SIZE);
    }

    @Test
    void whatIsTakenBackIsNotFoundAndNotListed() {
        List<OperationRecord> rows = write(5_000);
        indexer.index(ALL);
        String indexed = rows.getFirst().getRequestId();
        String last = rows.getLast().getRequestId();
        log.takeBack(indexed);
        log.takeBack(last);
        for (int more : new int[] {0, 5_000, 5_000}) {
            write(more);
            indexer.index(ALL);
            assertThat(lookup.find(indexed)).isEmpty();
            assertThat(lookup.find(last)).isEmpty();
            assertThat(list(EVERY, 100)).containsAll(rows.subList(1, 4_999)).doesNotContain(rows.getFirst(), rows.getLast());
        }
    }

    @Test
    void ofARowThatCameAgainTheLastCounts() {
        List<OperationRecord> rows = write(3_000);
        OperationRecord again = rows.getFirst().toBuilder().setReplyAskedMs(7).setAttempts(9).build();
        indexer.index(ALL);
        log.write(again);
        assertThat(lookup.find(again.getRequestId())).contains(again);
        assertThat(list(EVERY, 70)).hasSize(3_000).startsWith(again).doesNotContain(rows.getFirst());
        write(5_000);
        indexer.index(ALL);
        assertThat(lookup.find(again.getRequestId())).contains(again);
        assertThat(list(EVERY, 70)).hasSize(8_000).contains(again).doesNotContain(rows.getFirst());
    }

    @Test
    void listsAllTheLastFirstAndEachOnce() {
        List<OperationRecord> rows = write(4_000);
        indexer.index(ALL);
        rows.addAll(write(700));
        for (int size : new int[] {1, 50, 333, 10_000}) {
            assertThat(list(EVERY, size)).as("pages of %d", size).isEqualTo(rows.reversed());
        }
    }

    @Test
    void whatTwoGatewaysMovedIsListedOnce() {
        List<OperationRecord> rows = write(100);
        rows.forEach(log::write);
        assertThat(list(EVERY, 500)).isEqualTo(rows.reversed());
    }

    @Test
    void listsOfOneInstantLeaveNothingOut() {
        List<OperationRecord> rows = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            log.nowMs = 1_000_000 + i / 500;
            rows.addAll(write(1));
        }
        indexer.index(ALL);
        for (int size : new int[] {1, 7, 500}) {
            assertThat(list(EVERY, size)).as("pages of %d", size).containsExactlyInAnyOrderElementsOf(rows);
        }
    }

    @Test
    void aPageReadsLittle() {
        write(15_000);
        indexer.index(ALL);
        pages.page(EVERY, HistoryPages.Place.START, 50);
        log.read = 0;
        HistoryPages.Page page = pages.page(EVERY, HistoryPages.Place.START, 50);
        assertThat(page.entries()).hasSize(50);
        assertThat(log.read).isLessThanOrEqualTo(3 * 2 * 256);
        log.read = 0;
        assertThat(pages.page(EVERY, page.next().orElseThrow(), 50).entries()).hasSize(50);
        assertThat(log.read).isLessThanOrEqualTo(3 * 2 * 256);
    }

    @Test
    void windowsThatHaveNothingOfAListAreNotRead() {
        List<OperationRecord> rare = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            write(2_000);
            OperationRecord row = row(UUID.randomUUID().toString()).toBuilder().setModel("rare").build();
            log.write(row);
            rare.add(row);
        }
        write(4_000);
        indexer.index(ALL);
        HistoryFilter ofModel = filter(
                row -> row.getModel().equals("rare"), window -> window.models().mayHave("rare"));
        list(ofModel, 50);
        log.read = 0;
        assertThat(list(ofModel, 50)).isEqualTo(rare.reversed());
        assertThat(log.read).isLessThanOrEqualTo((10 + 2 * PARTITIONS) * Windows.SIZE);
    }

    @Test
    void ofATenantsWindowsItsRowsAreReadAndFewOthers() {
        List<OperationRecord> rare = new ArrayList<>();
        List<OperationRecord> half = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            OperationRecord row = row(UUID.randomUUID().toString()).toBuilder()
                    .setTenant(i % 700 == 0 ? "rare" : i % 2 == 0 ? "half" : "usual").build();
            log.write(row);
            (i % 700 == 0 ? rare : i % 2 == 0 ? half : new ArrayList<OperationRecord>()).add(row);
        }
        indexer.index(ALL);
        assertThat(list(ofTenant("half"), 50)).isEqualTo(half.reversed());
        log.read = 0;
        assertThat(list(ofTenant("rare"), 5)).isEqualTo(rare.reversed());
        assertThat(log.read).as("indexed or not").isLessThan(20 * rare.size());
    }

    @Test
    void windowsOfEarlierVersionsHaveNoMarks() {
        List<OperationRecord> rows = write(5_000);
        new HistoryIndexer(log, (partition, window) ->
                log.write(partition, window.toBuilder().clearTenantMarks().build())).index(ALL);
        assertThat(list(ofTenant("usual"), 50)).isEqualTo(rows.reversed());
    }

    @Test
    void aListThatFindsNothingComesInShortPages() {
        write(40_000);
        indexer.index(ALL);
        HistoryPages.Page page = pages.page(filter(_ -> false, _ -> true), HistoryPages.Place.START, 50);
        assertThat(page.entries()).isEmpty();
        assertThat(page.next()).isPresent();
        assertThat(list(filter(_ -> false, _ -> true), 50)).isEmpty();
        assertThat(list(filter(_ -> false, _ -> false), 50)).isEmpty();
    }

    @Test
    void whoeverIndexesComesToTheSame() {
        write(5_000);
        indexer.index(Set.of(0));
        List<HistoryWindow> once = log.windows(0);
        assertThat(once).allSatisfy(window -> {
            assertThat(window.getFirstOffset() % Windows.SIZE).isZero();
            assertThat(window.getEndOffset() - window.getFirstOffset()).isEqualTo(Windows.SIZE);
        });
        write(5_000);
        new HistoryIndexer(log, log::write).index(Set.of(0));
        assertThat(log.windows(0)).as("goes on where another stopped").hasSizeGreaterThan(once.size())
                .extracting(HistoryWindow::getFirstOffset).doesNotHaveDuplicates();
        List<OperationRecord> rows = write(5_000);
        indexer.index(Set.of(0));
        assertThat(log.windows(0)).extracting(HistoryWindow::getFirstOffset).as("does not know of the other")
                .hasSizeGreaterThan(once.size());
        assertThat(found(rows)).isEqualTo(rows);
        assertThat(list(EVERY, 500)).hasSize(15_000);
    }

    @Test
    void startsAgainWhereTheTopicsWereMadeAnew() {
        write(5_000);
        indexer.index(ALL);
        assertThat(list(EVERY, 500)).hasSize(5_000);
        log.makeAnew(Topics.HISTORY);
        List<OperationRecord> rows = write(4_000);
        indexer.clear();
        indexer.index(ALL);
        lookup.clear();
        pages.clear();
        assertThat(found(rows)).isEqualTo(rows);
        assertThat(list(EVERY, 500)).isEqualTo(rows.reversed());
    }

    @Test
    void whatIsTooOldIsForgotten() {
        List<OperationRecord> rows = write(6_000);
        indexer.index(ALL);
        log.nowMs += DAY.toMillis() + 10_000;
        List<OperationRecord> young = write(10);
        indexer.index(ALL);
        assertThat(lookup.find(rows.getFirst().getRequestId())).isEmpty();
        assertThat(list(EVERY, 500)).as("what is in no window yet goes with the topic").startsWith(
                young.reversed().toArray(OperationRecord[]::new)).hasSizeLessThan(10 + 3 * Windows.SIZE);
    }

    private List<OperationRecord> found(List<OperationRecord> rows) {
        return rows.stream().map(row -> lookup.find(row.getRequestId()).orElseThrow()).toList();
    }

    private List<OperationRecord> list(HistoryFilter filter, int size) {
        List<OperationRecord> all = new ArrayList<>();
        Optional<HistoryPages.Place> place = Optional.of(HistoryPages.Place.START);
        while (place.isPresent()) {
            HistoryPages.Page page = pages.page(filter, place.get(), size);
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(size);
            page.entries().forEach(entry -> all.add(entry.row()));
            place = page.next();
        }
        return all;
    }

    private List<OperationRecord> write(int count) {
        List<OperationRecord> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            OperationRecord row = row(UUID.randomUUID().toString());
            rows.add(row);
            log.write(row);
        }
        return rows;
    }

    private OperationRecord row(String requestId) {
        return OperationRecord.newBuilder().setRequestId(requestId).setState(State.ENDED).setModel("m").setTenant("usual")
                .setCreatedMs(log.nowMs - 5).setEndedMs(log.nowMs - 1).build();
    }

    private static HistoryFilter filter(Predicate<OperationRecord> rows, Predicate<WindowSummary> windows) {
        return filter(rows, windows, Optional.empty());
    }

    private static HistoryFilter ofTenant(String tenant) {
        return filter(row -> row.getTenant().equals(tenant), window -> window.tenants().mayHave(tenant), Optional.of(tenant));
    }

    private static HistoryFilter filter(
            Predicate<OperationRecord> rows, Predicate<WindowSummary> windows, Optional<String> tenant) {
        return new HistoryFilter() {
            @Override
            public Optional<String> tenant() {
                return tenant;
            }

            @Override
            public boolean mayHave(WindowSummary window) {
                return windows.test(window);
            }

            @Override
            public boolean test(OperationRecord row) {
                return rows.test(row);
            }
        };
    }
}
