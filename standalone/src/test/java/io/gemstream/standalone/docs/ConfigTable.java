package io.gemstream.standalone.docs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import io.smallrye.config.common.utils.StringUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The keys of a mapping as a section of Markdown, in the order of the source.
 *
 * @param module its folder
 */
record ConfigTable(String title, String module, Class<?> mapping) {

    private static final String HEAD = """
            | key | type | default | range | environment | meaning |
            |---|---|---|---|---|---|
            """;

    String text() {
        MappingSource source = new MappingSource(source(Path.of("..", module, "src", "main", "java")));
        ConfigRanges ranges = new ConfigRanges(mapping);
        return "## " + title + "\n\n" + source.ofType(mapping.getSimpleName()) + "\n\n" + HEAD
                + Arrays.stream(mapping.getDeclaredMethods())
                        .filter(method -> Modifier.isAbstract(method.getModifiers()))
                        .sorted(Comparator.comparingInt(method -> source.position(method.getName())))
                        .map(method -> row(method, source, ranges))
                        .collect(Collectors.joining())
                + ranges.overSeveralKeys().stream().map(rule -> "\n" + rule + "\n").collect(Collectors.joining());
    }

    private String row(Method method, MappingSource source, ConfigRanges ranges) {
        ConfigType type = ConfigType.of(method.getGenericReturnType());
        String key = mapping.getAnnotation(ConfigMapping.class).prefix()
                + (method.isAnnotationPresent(WithParentName.class) ? "" : "." + StringUtil.skewer(method.getName()))
                + (type.named() ? ".<name>" : "");
        String environment = StringUtil.replaceNonAlphanumericByUnderscores(key.replaceAll("[<>]", ""))
                .toUpperCase(Locale.ROOT);
        String preset = Optional.ofNullable(method.getAnnotation(WithDefault.class))
                .map(given -> "`" + given.value() + "`").orElse("");
        String range = type.choices().isEmpty() ? ranges.of(method.getName()) : type.choices();
        return "| `" + key + "` | " + type.name() + " | " + preset + " | " + text(range) + " | `" + environment
                + "` | " + source.ofMethod(method.getName()) + " |\n";
    }

    /** Markdown that shows what would be a tag as it is written. */
    private static String text(String range) {
        return range.replaceAll("<(?=[a-z])", "\\\\<");
    }

    private String source(Path folder) {
        try {
            return Files.readString(folder.resolve(mapping.getName().replace('.', '/') + ".java"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
