package io.countersign.rest.route;

import java.util.List;
import org.springframework.http.server.PathContainer;

/**
 * A path with named segments. It sees a path as Spring's own patterns do (segments percent-decoded, their parameters
 * dropped, a slash at the end counts), so that the key check and the handler can't disagree.
 */
final class PathTemplate {
    private static final PathContainer.Options OPTIONS = PathContainer.Options.HTTP_PATH;

    private final List<PathContainer.Element> elements;

    private PathTemplate(List<PathContainer.Element> elements) {
        this.elements = elements;
    }

    static PathTemplate of(String pattern) {
        return new PathTemplate(PathContainer.parsePath(pattern, OPTIONS).elements());
    }

    boolean matches(PathContainer path) {
        List<PathContainer.Element> actual = path.elements();
        if (actual.size() != elements.size()) {
            return false;
        }
        for (int i = 0; i < elements.size(); i++) {
            if (!matches(elements.get(i), actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(PathContainer.Element expected, PathContainer.Element actual) {
        if (!(expected instanceof PathContainer.PathSegment wanted)) {
            return actual instanceof PathContainer.Separator;
        }
        return actual instanceof PathContainer.PathSegment segment
                && !segment.valueToMatch().isEmpty()
                && (wanted.value().startsWith("{") || wanted.value().equals(segment.valueToMatch()));
    }
}
