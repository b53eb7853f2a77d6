package io.countersign.query.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A page as the API shows it; {@code next} is null on the last one. */
public record ListAnswer<T>(@JsonProperty("data") List<T> data, @JsonProperty("next") @Nullable String next) {
    public ListAnswer {
        data = List.copyOf(data);
    }

    /** The answer for a page; {@code cursor} makes the opaque text of where it ends. */
    public static <R, T> ListAnswer<T> of(Page<R> page, Function<R, T> shape, Function<String, String> cursor) {
        return new ListAnswer<>(
                page.rows().stream().map(shape).toList(), page.end().map(cursor).orElse(null));
    }
}
