package io.gemstream.it;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes messages from their descriptors: random ones, and others with one thing changed. */
final class FuzzMessages {

    private static final int DEEPEST = 6;

    private final Random random;
    private final FuzzValues values;

    FuzzMessages(Random random, FuzzValues values) {
        this.random = random;
        this.values = values;
    }

    /** A message of the type of another, each field set or not. */
    <T extends Message> T random(T prototype) {
        return cast(prototype, fill(prototype.newBuilderForType(), 0).build());
    }

    /** A message in which some fields, somewhere, have another value, one more element, or none. */
    <T extends Message> T mutated(T message, int changes) {
        Message.Builder builder = message.toBuilder();
        for (int i = changes; i > 0; i--) {
            mutate(builder, 0);
        }
        return cast(message, builder.build());
    }

    private Message.Builder fill(Message.Builder builder, int depth) {
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            if (random.nextInt(3) != 0) {
                continue;
            }
            if (!field.isRepeated()) {
                builder.setField(field, value(builder, field, depth));
            } else {
                for (int i = random.nextInt(4); i > 0; i--) {
                    builder.addRepeatedField(field, value(builder, field, depth));
                }
            }
        }
        return builder;
    }

    private void mutate(Message.Builder builder, int depth) {
        List<FieldDescriptor> fields = builder.getDescriptorForType().getFields();
        if (fields.isEmpty()) {
            return;
        }
        // Fields that are set are where a request is, so half of the changes go there.
        List<FieldDescriptor> set = new ArrayList<>(builder.getAllFields().keySet());
        FieldDescriptor field = set.isEmpty() || random.nextBoolean() ? fields.get(random.nextInt(fields.size()))
                : set.get(random.nextInt(set.size()));
        if (field.isRepeated()) {
            mutateList(builder, field, depth);
        } else if (random.nextInt(6) == 0) {
            builder.clearField(field);
        } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth < DEEPEST && random.nextInt(5) != 0) {
            Message.Builder child = ((Message) builder.getField(field)).toBuilder();
            mutate(child, depth + 1);
            builder.setField(field, child.build());
        } else {
            builder.setField(field, value(builder, field, depth));
        }
    }

    private void mutateList(Message.Builder builder, FieldDescriptor field, int depth) {
        int size = builder.getRepeatedFieldCount(field);
        switch (random.nextInt(5)) {
            case 0 -> builder.clearField(field);
            case 1 -> {
                for (int i = random.nextInt(40); i > 0; i--) {
                    builder.addRepeatedField(field, value(builder, field, depth));
                }
            }
            case 2 -> {
                if (size > 0) {
                    builder.addRepeatedField(field, builder.getRepeatedField(field, random.nextInt(size)));
                }
            }
            default -> {
                if (size == 0) {
                    builder.addRepeatedField(field, value(builder, field, depth));
                } else {
                    builder.setRepeatedField(field, random.nextInt(size), value(builder, field, depth));
                }
            }
        }
    }

    private Object value(Message.Builder parent, FieldDescriptor field, int depth) {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return values.draw(field);
        }
        Message.Builder child = parent.newBuilderForField(field);
        return depth < DEEPEST ? fill(child, depth + 1).build() : child.build();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Message> T cast(T like, Message message) {
        return (T) like.getClass().cast(message);
    }
}
