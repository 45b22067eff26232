package io.gemstream.standalone.cli;

import io.gemstream.gemma.backend.cpu.NumericProfile;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a numeric profile of the CPU, which {@code auto} leaves to what the machine can do. */
final class ProfileConverter implements ITypeConverter<NumericProfile> {

    static final String AUTO = "auto";

    @Override
    public NumericProfile convert(String value) {
        String label = value.toLowerCase(Locale.ROOT);
        return label.equals(AUTO) ? NumericProfile.best() : Arrays.stream(NumericProfile.values())
                .filter(profile -> profile.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + value + "' (expected: auto, exact or fast)"));
    }
}
