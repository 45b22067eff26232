package io.gemstream.gemma.convert;

import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.kernel.RowDecoder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/** Moves tensors from a mapped model into a channel, a megabyte at a time. */
final class TensorPump {

    private static final int CHUNK_BYTES = 1 << 20;

    private final ModelFile model;
    private final WritableByteChannel out;
    private final ProgressListener progress;
    private final long totalBytes;
    private long doneBytes;

    TensorPump(ModelFile model, WritableByteChannel out, ProgressListener progress, long totalBytes) {
        this.model = model;
        this.out = out;
        this.progress = progress;
        this.totalBytes = totalBytes;
    }

    /** Writes one tensor and zeros up to {@code end}, counted as {@link #doneBytes}. */
    void write(PlannedTensor tensor, long end) throws IOException {
        if (tensor.verbatim()) {
            copy(tensor);
        } else {
            convert(tensor);
        }
        put(ByteBuffer.allocate(Math.toIntExact(end - doneBytes)));
    }

    private void copy(PlannedTensor tensor) throws IOException {
        long bytes = tensor.type().rowBytes(tensor.columns()) * tensor.writtenRows();
        MemorySegment source = model.bytes(tensor.source());
        for (long at = 0; at < bytes; at += CHUNK_BYTES) {
            put(source.asSlice(at, Math.min(CHUNK_BYTES, bytes - at)).asByteBuffer());
        }
    }

    private void convert(PlannedTensor tensor) throws IOException {
        int columns = tensor.columns();
        int rowBytes = Math.toIntExact(tensor.type().rowBytes(columns));
        long sourceRowBytes = tensor.source().type().rowBytes(columns);
        MemorySegment source = model.bytes(tensor.source());
        float[] row = new float[columns];
        ByteBuffer chunk = ByteBuffer.allocate(Math.max(rowBytes, CHUNK_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        for (int r = 0; r < tensor.writtenRows(); r++) {
            RowDecoder.decode(tensor.source().type(), source, r * sourceRowBytes, columns, row, 0);
            for (int i = 0; tensor.offset() != 0 && i < columns; i++) {
                row[i] += tensor.offset();
            }
            int unfit = RowEncoder.encode(tensor.type(), row, columns, chunk);
            if (unfit >= 0) {
                throw new ModelFileException(
                        model.fileOf(tensor.source()), "tensor " + tensor.source().name() + ": " + row[unfit]
                                + " in row " + r + " does not fit " + tensor.type(),
                        tensor.source().offset() + r * sourceRowBytes, "convert to BF16, or fetch the model again");
            }
            if (chunk.remaining() < rowBytes) {
                put(chunk.flip());
                chunk.clear();
            }
        }
        put(chunk.flip());
    }

    private void put(ByteBuffer bytes) throws IOException {
        if (!bytes.hasRemaining()) {
            return;
        }
        doneBytes += bytes.remaining();
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        progress.progress(doneBytes, totalBytes);
    }
}
