package io.countersign.query.view;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** A view's rows as bytes: JSON, so that a row of an older build, with fewer fields, stays readable. */
public final class RowCodec<R> {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Class<R> type;

    public RowCodec(Class<R> type) {
        this.type = type;
    }

    public byte[] toBytes(R row) {
        return MAPPER.writeValueAsBytes(row);
    }

    public R fromBytes(byte[] bytes) {
        return MAPPER.readValue(bytes, type);
    }
}
