package io.gemstream.standalone.models;

import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Files that are fetched together and become visible together: none is moved to its place before the last is verified.
 *
 * @param folder exists, as does the one above it
 */
record FileSet(Path folder, List<Member> members, FreeSpace space) {

    /**
     * A wanted file.
     *
     * @param bytes its size, where known
     * @param source where it comes from
     */
    record Member(StoredFile file, OptionalLong bytes, ModelSource source) {

        /** Whether an earlier fetch brought all bytes of exactly this version. */
        private boolean isFetched() throws IOException {
            return source instanceof HttpSource http && bytes.isPresent()
                    && PartFile.size(file.part()) == bytes.getAsLong()
                    && ResumePoint.of(file.part(), http.uri()).isPresent();
        }
    }

    FileSet {
        members = List.copyOf(members);
    }

    /** Whether no file of the set is missing. */
    boolean isComplete(FetchProgress progress) throws IOException {
        return missing(progress).isEmpty();
    }

    /**
     * Fetches what is missing, one file after the other; a file that is there and right stays.
     *
     * @throws GemstreamException of the source, DISK_FULL before the first byte, or CHECKSUM_MISMATCH
     */
    void fetch(FetchProgress progress) throws IOException, InterruptedException {
        List<Member> missing = missing(progress);
        space.require(folder, lacking(missing));
        try {
            download(missing, progress);
            progress.stepDone();
            List<Digest> digests = verify(missing, progress);
            for (int i = 0; i < digests.size(); i++) {
                missing.get(i).file().install(missing.get(i).source(), digests.get(i));
            }
        } finally {
            progress.stepDone();
        }
    }

    private static void download(List<Member> missing, FetchProgress progress)
            throws IOException, InterruptedException {
        long total = bytes(missing);
        long before = 0;
        for (Member member : missing) {
            Files.createDirectories(member.file().path().getParent());
            if (!member.isFetched()) {
                member.source().fetch(member.file().part(), new ShareOfProgress(progress, before, total));
            }
            before += PartFile.size(member.file().part());
        }
    }

    private static List<Digest> verify(List<Member> missing, FetchProgress progress) throws IOException {
        long total = bytes(missing);
        long before = 0;
        List<Digest> digests = new ArrayList<>();
        for (Member member : missing) {
            digests.add(member.file().verifyPart(member.source(), new ShareOfProgress(progress, before, total)));
            before += PartFile.size(member.file().part());
        }
        return digests;
    }

    private List<Member> missing(FetchProgress progress) throws IOException {
        List<Member> missing = new ArrayList<>();
        for (Member member : members) {
            // A file of another size need not be read to be known as another one; without a checksum none is known.
            boolean mayBe = member.file().expected().isPresent() && (member.bytes().isEmpty()
                    || PartFile.size(member.file().path()) == member.bytes().getAsLong());
            if (!mayBe || !member.file().isThere(progress)) {
                missing.add(member);
            }
        }
        return missing;
    }

    /** 0 where the size of one is not known. */
    private static long bytes(List<Member> members) {
        return members.stream().allMatch(member -> member.bytes().isPresent())
                ? members.stream().mapToLong(member -> member.bytes().orElse(0)).sum()
                : 0;
    }

    /** Bytes still to come; what is in part files is on the disk already. */
    private static long lacking(List<Member> missing) throws IOException {
        long lacking = 0;
        for (Member member : missing) {
            lacking += Math.max(0, member.bytes().orElse(0) - PartFile.size(member.file().part()));
        }
        return lacking;
    }
}
