package io.gemstream.gemma.tokenizer;

/**
 * Makes byte-pair merges inside one span of text: starting from code points, the adjacent pair whose joined text is the
 * piece with the highest score becomes one symbol, the leftmost on ties, until no pair is a piece. O(n log n): symbols
 * are a linked list, candidates a heap, and a candidate whose symbols have changed since is dropped when it surfaces.
 *
 * <p>Source: SentencePiece {@code bpe_model.cc}, {@code Model::SampleEncode} without dropout.
 */
final class PairMerger {

    private static final int NONE = -1;
    private static final int MERGED_AWAY = -2;

    private final Vocabulary vocabulary;
    private final PieceTable normalPieces;
    private final int[] byteIds; // [256]

    PairMerger(Vocabulary vocabulary, PieceTable normalPieces, int[] byteIds) {
        this.vocabulary = vocabulary;
        this.normalPieces = normalPieces;
        this.byteIds = byteIds;
    }

    /** Appends the ids of {@code text[from, to)}; what no piece covers becomes byte pieces. */
    void encode(char[] text, int from, int to, IdList out) {
        if (from == to) {
            return;
        }
        // A symbol is named by the index of its first character, less from.
        int[] end = new int[to - from]; // [span] end of the symbol in the text, or MERGED_AWAY
        int[] previous = new int[to - from]; // [span] symbol to the left, or NONE
        split(text, from, to, end, previous);
        merge(text, from, to, end, previous);
        for (int at = from; at < to; at = end[at - from]) {
            append(text, at, end[at - from], out);
        }
    }

    private static void split(char[] text, int from, int to, int[] end, int[] previous) {
        int last = NONE;
        for (int at = from; at < to; ) {
            int next = at + (Character.isHighSurrogate(text[at]) ? 2 : 1);
            end[at - from] = next;
            previous[at - from] = last;
            if (next - at == 2) {
                end[at + 1 - from] = MERGED_AWAY;
            }
            last = at - from;
            at = next;
        }
    }

    private void merge(char[] text, int from, int to, int[] end, int[] previous) {
        MergeQueue queue = new MergeQueue();
        for (int at = from; end[at - from] < to; at = end[at - from]) {
            offer(text, from, at - from, end, queue);
        }
        while (!queue.isEmpty()) {
            int left = queue.left();
            int mergedEnd = queue.end();
            queue.removeFirst();
            if (end[left] == MERGED_AWAY || end[left] == to) {
                continue;
            }
            int right = end[left] - from;
            if (end[right] != mergedEnd) {
                continue;
            }
            end[left] = mergedEnd;
            end[right] = MERGED_AWAY;
            if (mergedEnd < to) {
                previous[mergedEnd - from] = left;
                offer(text, from, left, end, queue);
            }
            if (previous[left] != NONE) {
                offer(text, from, previous[left], end, queue);
            }
        }
    }

    /** Queues the pair of a symbol, which is not the last one, and its right neighbour, if it is a piece. */
    private void offer(char[] text, int from, int left, int[] end, MergeQueue queue) {
        int mergedEnd = end[end[left] - from];
        int id = normalPieces.find(text, from + left, mergedEnd);
        if (id >= 0) {
            queue.add(vocabulary.score(id), left, mergedEnd);
        }
    }

    private void append(char[] text, int from, int to, IdList out) {
        int id = normalPieces.find(text, from, to);
        if (id >= 0) {
            out.add(id);
            return;
        }
        for (byte b : Utf8.encode(text, from, to)) {
            out.add(byteIds[b & 0xFF]);
        }
    }
}
