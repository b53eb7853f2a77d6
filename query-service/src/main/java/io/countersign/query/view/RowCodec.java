package io.countersign.query.view;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** A view's rows as bytes: JSON, so that a row of an older build, with fewer fields, stays readable. */
public final class RowCodec<R> implements AnswerCodec<R> {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule().addDeserializer(Instant.class, new InstantText()))
            .build();

    private final JavaType type;

    public RowCodec(Class<R> type) {
        this(MAPPER.constructType(type));
    }

    private RowCodec(JavaType type) {
        this.type = type;
    }

    /** For a row that may not be there. */
    public static <R> RowCodec<Optional<R>> optional(Class<R> type) {
        return new RowCodec<>(MAPPER.getTypeFactory().constructParametricType(Optional.class, type));
    }

    /** For a page of rows. */
    public static <R> RowCodec<Page<R>> page(Class<R> type) {
        return new RowCodec<>(MAPPER.getTypeFactory().constructParametricType(Page.class, type));
    }

    /** For a page of rows of a parent that may not be there. */
    public static <R> RowCodec<Optional<Page<R>>> optionalPage(Class<R> type) {
        return new RowCodec<>(MAPPER.getTypeFactory().constructParametricType(Optional.class, page(type).type));
    }

    @Override
    public byte[] toBytes(R row) {
        return MAPPER.writeValueAsBytes(row);
    }

    @Override
    public R fromBytes(byte[] bytes) {
        return MAPPER.readValue(bytes, type);
    }
}
