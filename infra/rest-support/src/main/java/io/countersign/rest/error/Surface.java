package io.countersign.rest.error;

import java.util.List;
import org.springframework.http.server.PathContainer;

/** The two documented surfaces, told apart by the path. */
enum Surface {
    /** {@code /v1}, and every path that is on neither. */
    TRUNK_ACCESS,
    /** {@code /api/v1}. */
    PROVIDER_ACCESS;

    private static final List<String> PROVIDER_PATH = List.of("api", "v1");

    /** The surface of a path as it is in the request line; segments are compared as handlers see them, percent-decoded. */
    static Surface of(String rawPath) {
        List<PathContainer.Element> elements;
        try {
            elements = PathContainer.parsePath(rawPath).elements();
        } catch (IllegalArgumentException e) { // a percent sign that encodes nothing
            return TRUNK_ACCESS;
        }
        List<String> first = elements.stream()
                .limit(2L * PROVIDER_PATH.size()) // a slash before each
                .filter(PathContainer.PathSegment.class::isInstance)
                .map(segment -> ((PathContainer.PathSegment) segment).valueToMatch())
                .toList();
        return first.equals(PROVIDER_PATH) ? PROVIDER_ACCESS : TRUNK_ACCESS;
    }
}
