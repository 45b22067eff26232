package io.gemstream.standalone.docs;

import io.smallrye.config.common.utils.StringUtil;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The type of a key as users call it.
 *
 * @param choices what it may be, where the type says so; empty where it does not
 * @param named whether there are several keys, each with a name at its end
 */
record ConfigType(String name, String choices, boolean named) {

    private static final Map<Class<?>, String> NAMES = Map.of(int.class, "integer", long.class, "integer",
            short.class, "integer", Integer.class, "integer", OptionalInt.class, "integer", double.class, "number",
            boolean.class, "true or false", String.class, "text", Path.class, "path", Duration.class, "duration");

    static ConfigType of(Type type) {
        return switch (type) {
            case ParameterizedType some when some.getRawType() == Optional.class ->
                of(some.getActualTypeArguments()[0]);
            case ParameterizedType some when some.getRawType() == List.class ->
                new ConfigType("list of " + of(some.getActualTypeArguments()[0]).name(), "", false);
            case ParameterizedType some when some.getRawType() == Map.class ->
                new ConfigType(of(some.getActualTypeArguments()[1]).name(), "", true);
            case Class<?> choice when choice.isEnum() -> new ConfigType("choice",
                    Arrays.stream(choice.getEnumConstants())
                            .map(constant -> StringUtil.skewer(constant.toString()).toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", ")), false);
            default -> new ConfigType(Optional.ofNullable(NAMES.get(type)).orElseThrow(), "", false);
        };
    }
}
