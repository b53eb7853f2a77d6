package io.countersign.rest.openapi;

import io.countersign.rest.error.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The closed set of files that make the documentation: ours, and those of the Swagger UI webjar that it needs. */
final class DocumentationFiles {
    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=utf-8");
    private static final MediaType CSS = MediaType.parseMediaType("text/css;charset=utf-8");
    private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=utf-8");

    /**
     * Nothing from elsewhere, and no inline script. Swagger UI sets styles on elements, and has images in its style sheet.
     */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Duration KEEP = Duration.ofHours(1);
    private static final String OURS = "openapi/";
    private static final String WEBJAR_PROPERTIES = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

    private final Map<String, Served> files;

    private DocumentationFiles(String webjar) {
        this.files = Map.of(
                "swagger-ui.css", new Served(webjar + "swagger-ui.css", CSS),
                "swagger-ui-bundle.js", new Served(webjar + "swagger-ui-bundle.js", SCRIPT),
                "favicon.png", new Served(webjar + "favicon-32x32.png", MediaType.IMAGE_PNG),
                "docs.css", new Served(OURS + "docs.css", CSS),
                "docs.js", new Served(OURS + "docs.js", SCRIPT));
    }

    /**
     * The files on the classpath.
     *
     * @throws UncheckedIOException when the webjar is missing
     */
    static DocumentationFiles onClasspath() {
        try {
            Properties webjar = PropertiesLoaderUtils.loadProperties(new ClassPathResource(WEBJAR_PROPERTIES));
            return new DocumentationFiles("META-INF/resources/webjars/swagger-ui/" + webjar.getProperty("version") + "/");
        } catch (IOException e) {
            throw new UncheckedIOException("the webjar org.webjars:swagger-ui is missing (expected: on the classpath)", e);
        }
    }

    /** {@code /openapi.json}. */
    Mono<ServerResponse> document() {
        return answer(new Served(OURS + "openapi.json", MediaType.APPLICATION_JSON), CacheControl.noCache());
    }

    /** {@code /docs}. */
    Mono<ServerResponse> page() {
        return answer(new Served(OURS + "docs.html", HTML), CacheControl.noCache());
    }

    /** What the page loads; nothing else of the classpath can be asked for. */
    Mono<ServerResponse> file(String name) {
        Served file = files.get(name);
        return file == null ? Mono.error(ApiException.notFound()) : answer(file, CacheControl.maxAge(KEEP));
    }

    private static Mono<ServerResponse> answer(Served file, CacheControl cacheControl) {
        return ServerResponse.ok()
                .contentType(file.type())
                .cacheControl(cacheControl)
                .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .bodyValue(file.resource());
    }

    private record Served(String path, MediaType type) {
        Resource resource() {
            return new ClassPathResource(path);
        }
    }
}
