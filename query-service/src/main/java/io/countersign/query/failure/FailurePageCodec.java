package io.countersign.query.failure;

import io.countersign.query.view.AnswerCodec;
import io.countersign.query.view.Page;
import io.countersign.query.view.RowCodec;
import io.countersign.schemas.AvroDeserializer;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.failure.AuthFailed;
import java.util.List;
import java.util.Optional;

/** A page of failures as bytes: each one as it is on its topic. */
final class FailurePageCodec implements AnswerCodec<Page<AuthFailed>> {
    private static final AvroDeserializer<AuthFailed> FAILURES = new AvroDeserializer<>(AuthFailed.class);
    private static final RowCodec<Framed> PAGES = new RowCodec<>(Framed.class);

    private record Framed(List<byte[]> rows, Optional<String> end) {}

    @Override
    public byte[] toBytes(Page<AuthFailed> page) {
        return PAGES.toBytes(new Framed(page.rows().stream().map(AvroSerializer::toBytes).toList(), page.end()));
    }

    @Override
    public Page<AuthFailed> fromBytes(byte[] bytes) {
        Framed framed = PAGES.fromBytes(bytes);
        return new Page<>(framed.rows().stream().map(FAILURES::fromBytes).toList(), framed.end());
    }
}
