package io.gemstream.gateway.inference;

import com.google.protobuf.ByteString;
import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Refusals;
import io.gemstream.proto.inference.InferTensorContents;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelInferRequest.InferInputTensor;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The inputs of a request, from typed or from raw contents. */
final class InputTensors {

    private static final int LENGTH_BYTES = Integer.BYTES;
    private static final int MOST_DIMENSIONS_SAID = 8;

    private final Map<Input, ByteString> elements;

    private InputTensors(Map<Input, ByteString> elements) {
        this.elements = elements;
    }

    /** Reads them; what is unknown, double, of another type or size is refused with INVALID_OPTION. */
    static InputTensors of(ModelInferRequest request) {
        boolean raw = request.getRawInputContentsCount() > 0;
        if (raw && request.getRawInputContentsCount() != request.getInputsCount()) {
            throw refused("raw_input_contents", request.getRawInputContentsCount() + " contents",
                    "none, or one for each of " + request.getInputsCount() + " inputs");
        }
        Map<Input, ByteString> elements = new EnumMap<>(Input.class);
        for (int i = 0; i < request.getInputsCount(); i++) {
            InferInputTensor tensor = request.getInputs(i);
            String at = "inputs[" + i + "]";
            Input input = Input.named(tensor.getName()).orElseThrow(() ->
                    refused(at + ".name", Echo.quoted(tensor.getName()), "one of " + Input.NAMES));
            checkDescription(at, input, tensor);
            if (raw && tensor.hasContents()) {
                throw refused(at + ".contents", "given", "none beside raw_input_contents");
            }
            ByteString element = raw
                    ? raw("raw_input_contents[" + i + "]", input, request.getRawInputContents(i))
                    : typed(at + ".contents", input, tensor.getContents());
            if (elements.put(input, element) != null) {
                throw refused(at + ".name", Echo.quoted(tensor.getName()), "each input once");
            }
        }
        return new InputTensors(elements);
    }

    /** A text; empty where the input is absent. */
    Optional<String> text(Input input) {
        return Optional.ofNullable(elements.get(input)).map(element -> {
            if (!element.isValidUtf8()) {
                throw refused(input.tensor(), element.size() + " bytes", "UTF-8");
            }
            return element.toStringUtf8();
        });
    }

    /** Yes or no; empty where the input is absent. */
    Optional<Boolean> flag(Input input) {
        return Optional.ofNullable(elements.get(input)).map(element -> element.byteAt(0) != 0);
    }

    private static void checkDescription(String at, Input input, InferInputTensor tensor) {
        if (!tensor.getDatatype().equals(input.type().name())) {
            throw refused(at + ".datatype", Echo.quoted(tensor.getDatatype()), input.type() + " for " + input.tensor());
        }
        if (tensor.getShapeList().stream().anyMatch(size -> size != 1)) {
            throw refused(at + ".shape", tensor.getShapeList().stream().limit(MOST_DIMENSIONS_SAID).map(String::valueOf)
                    .collect(Collectors.joining(",", "[", "]")), "[1]: " + input.tensor() + " has one element");
        }
        if (tensor.getParametersCount() > 0) {
            throw refused(at + ".parameters", Echo.quoted(tensor.getParametersMap().keySet().iterator().next()), "none");
        }
    }

    private static ByteString raw(String at, Input input, ByteString content) {
        return switch (input.type()) {
            case BYTES -> {
                if (content.size() < LENGTH_BYTES || length(content) != content.size() - LENGTH_BYTES) {
                    throw refused(at, content.size() + " bytes",
                            "one element with its length in front, 32 bits little-endian");
                }
                yield content.substring(LENGTH_BYTES);
            }
            case BOOL -> {
                if (content.size() != 1) {
                    throw refused(at, content.size() + " bytes", "1");
                }
                yield content;
            }
            case FP32, UINT32 -> throw new IllegalStateException(input.toString());
        };
    }

    private static long length(ByteString content) {
        return Integer.toUnsignedLong(content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getInt(0));
    }

    private static ByteString typed(String at, Input input, InferTensorContents contents) {
        int bools = contents.getBoolContentsCount();
        int texts = contents.getBytesContentsCount();
        int others = contents.getIntContentsCount() + contents.getInt64ContentsCount() + contents.getUintContentsCount()
                + contents.getUint64ContentsCount() + contents.getFp32ContentsCount() + contents.getFp64ContentsCount();
        return switch (input.type()) {
            case BYTES -> {
                if (texts != 1 || bools + others > 0) {
                    throw refused(at, bools + texts + others + " elements", "one in bytes_contents");
                }
                yield contents.getBytesContents(0);
            }
            case BOOL -> {
                if (bools != 1 || texts + others > 0) {
                    throw refused(at, bools + texts + others + " elements", "one in bool_contents");
                }
                yield ByteString.copyFrom(new byte[] {(byte) (contents.getBoolContents(0) ? 1 : 0)});
            }
            case FP32, UINT32 -> throw new IllegalStateException(input.toString());
        };
    }

    private static GemstreamException refused(String field, String value, String expected) {
        return Refusals.outOfRange(ErrorReason.INVALID_OPTION, field, field, value, expected);
    }
}
