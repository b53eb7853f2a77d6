package io.countersign.command.aggregate;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.ChainingConverter;
import org.axonframework.serialization.Converter;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;

/**
 * Axon's door to the stored forms. What it doesn't know it refuses: Axon's own serializers would hand the aggregate an
 * "unknown" event, which passes it by.
 */
final class EventSerializer implements Serializer {
    private static final String META_DATA = MetaData.class.getName();
    private static final String NO_REVISION = "";

    private final Converter converter = new ChainingConverter();

    @Override
    public <T> SerializedObject<T> serialize(Object object, Class<T> representation) {
        StoredText stored = object instanceof MetaData entries ? metaData(entries) : StoredEvents.write(object);
        SerializedType type = new SimpleSerializedType(stored.type(), stored.revision());
        return converter.convert(new SimpleSerializedObject<>(stored.json(), String.class, type), representation);
    }

    @Override
    public <T> boolean canSerializeTo(Class<T> representation) {
        return converter.canConvert(String.class, representation);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as Axon declares it
    public <S, T> T deserialize(SerializedObject<S> serialized) {
        String json = text(serialized.getData());
        String name = serialized.getType().getName();
        if (name.equals(META_DATA)) {
            return (T) MetaData.from(JsonFields.parse(json).allTexts());
        }
        return (T) StoredEvents.read(
                new StoredText(name, Objects.requireNonNullElse(serialized.getType().getRevision(), NO_REVISION), json));
    }

    @Override
    public Class<?> classForType(SerializedType type) {
        return type.getName().equals(META_DATA)
                ? MetaData.class
                : StoredEvents.typeOf(type.getName(), Objects.requireNonNullElse(type.getRevision(), NO_REVISION));
    }

    @Override
    @SuppressWarnings("rawtypes") // as Axon declares it
    public SerializedType typeForClass(Class type) {
        for (String name : StoredEvents.names()) {
            if (StoredEvents.typeOf(name, NO_REVISION).equals(type)) {
                return new SimpleSerializedType(name, NO_REVISION);
            }
        }
        return new SimpleSerializedType(META_DATA, NO_REVISION);
    }

    @Override
    public Converter getConverter() {
        return converter;
    }

    private static StoredText metaData(MetaData entries) {
        JsonFields fields = JsonFields.empty();
        entries.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> fields.put(entry.getKey(), String.valueOf(entry.getValue())));
        return fields.as(META_DATA, NO_REVISION);
    }

    private static String text(Object data) {
        return switch (data) {
            case String text -> text;
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            default -> throw new IllegalArgumentException(data.getClass().getName() + " (expected: text)");
        };
    }
}
