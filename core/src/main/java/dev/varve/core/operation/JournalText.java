package dev.varve.core.operation;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.Step;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes journal entries as [JournalFormat] has them, by walking through their records.
///
/// Every command that changes something writes a journal and hardly any reads one. What binds records to JSON and back
/// takes 40 ms before it has written the first, which this doesn't.
final class JournalText {
    private static final JsonFactory JSON = new JsonFactory();

    /// Java makes the components of a record, and what calls their accessors, anew whenever it is asked for them.
    private static final ClassValue<List<RecordComponent>> COMPONENTS =
            new ClassValue<>() {
                @Override
                protected List<RecordComponent> computeValue(Class<?> type) {
                    return List.of(type.getRecordComponents());
                }
            };

    private JournalText() {}

    /// {@return the entry's line, without a line feed}
    static byte[] of(JournalEntry entry) {
        var text = new StringWriter();
        try (var generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, entry);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator generator, Object value) {
        switch (value) {
            case SnapshotName name -> generator.writeString(name.value());
            case DiskTarget disk -> generator.writeString(disk.name());
            case Record entries -> writeRecord(generator, entries);
            case Collection<?> values -> {
                generator.writeStartArray();
                values.forEach(each -> write(generator, each));
                generator.writeEndArray();
            }
            case Optional<?> optional -> write(generator, optional.orElseThrow());
            case Enum<?> constant ->
                    generator.writeString(constant.name().toLowerCase(Locale.ROOT));
            case String text -> generator.writeString(text);
            case Path path -> generator.writeString(path.toString());
            case UUID uuid -> generator.writeString(uuid.toString());
            case Instant instant -> generator.writeString(instant.toString());
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case Boolean flag -> generator.writeBoolean(flag);
            default -> throw new IllegalArgumentException("a journal has no " + value.getClass());
        }
    }

    private static void writeRecord(JsonGenerator generator, Record value) {
        generator.writeStartObject();
        switch (value) {
            case JournalEntry _ -> writeType(generator, "entry", value);
            case Step _ -> writeType(generator, "step", value);
            default -> {}
        }
        for (var component : COMPONENTS.get(value.getClass())) {
            var content = content(component, value);
            if (!(content instanceof Optional<?> optional && optional.isEmpty())) {
                generator.writeName(component.getName());
                write(generator, content);
            }
        }
        generator.writeEndObject();
    }

    private static void writeType(JsonGenerator generator, String property, Record value) {
        generator.writeName(property);
        generator.writeString(JournalFormat.hyphenated(value.getClass().getSimpleName()));
    }

    private static Object content(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "cannot read " + component + " of a journal's entry", e);
        }
    }
}
