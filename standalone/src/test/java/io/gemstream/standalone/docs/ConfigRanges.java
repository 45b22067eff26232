package io.gemstream.standalone.docs;

import jakarta.validation.MessageInterpolator;
import jakarta.validation.Validation;
import jakarta.validation.ValidationException;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.metadata.BeanDescriptor;
import jakarta.validation.metadata.ConstraintDescriptor;
import jakarta.validation.metadata.ContainerDescriptor;
import jakarta.validation.metadata.ElementDescriptor;
import jakarta.validation.metadata.ReturnValueDescriptor;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a mapping accepts, in the words in which it refuses the rest. */
final class ConfigRanges {

    private static final Pattern MESSAGE = Pattern.compile("(?:(gemstream\\S+): )?.*?\\(expected: (.*)\\)");

    private final BeanDescriptor constraints;
    private final MessageInterpolator messages;

    ConfigRanges(Class<?> mapping) {
        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            constraints = factory.getValidator().getConstraintsForClass(mapping);
            messages = factory.getMessageInterpolator();
        }
    }

    /** The range of a key; empty where everything of its type will do. */
    String of(String method) {
        return Optional.ofNullable(constraints.getConstraintsForMethod(method))
                .map(key -> all(key.getReturnValueDescriptor())
                        .map(constraint -> message(constraint).group(2))
                        .sorted(Comparator.reverseOrder())
                        .collect(Collectors.joining(", ")))
                .orElse("");
    }

    /** The rules that join keys. */
    List<String> overSeveralKeys() {
        return constraints.getConstraintDescriptors().stream()
                .map(this::message)
                .map(rule -> "`" + rule.group(1) + "`: " + rule.group(2) + ".")
                .toList();
    }

    private static Stream<ConstraintDescriptor<?>> all(ReturnValueDescriptor value) {
        return Stream.concat(own(value), inside(value));
    }

    private static Stream<ConstraintDescriptor<?>> inside(ContainerDescriptor container) {
        return container.getConstrainedContainerElementTypes().stream()
                .flatMap(element -> Stream.concat(own(element), inside(element)));
    }

    private static Stream<ConstraintDescriptor<?>> own(ElementDescriptor element) {
        return element.getConstraintDescriptors().stream();
    }

    private Matcher message(ConstraintDescriptor<?> constraint) {
        String text = messages.interpolate(constraint.getMessageTemplate(), new Refusal(constraint));
        Matcher message = MESSAGE.matcher(text);
        if (!message.matches()) {
            throw new IllegalStateException("a message that says not what is expected: " + text);
        }
        return message;
    }

    /** A refusal of nothing in particular. */
    private record Refusal(ConstraintDescriptor<?> constraint) implements MessageInterpolator.Context {

        @Override
        public ConstraintDescriptor<?> getConstraintDescriptor() {
            return constraint;
        }

        @Override
        public @Nullable Object getValidatedValue() {
            return null;
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new ValidationException("not a " + type);
        }
    }
}
