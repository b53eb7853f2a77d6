package io.countersign.standalone.run;

import io.countersign.command.CommandServiceApplication;
import io.countersign.query.QueryServiceApplication;
import io.countersign.rest.route.Service;
import io.countersign.sip.SipAuthServiceApplication;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** One service as a Spring context of its own in this JVM, a sibling of the others: they share nothing. */
record ServiceContext(Service service, ConfigurableApplicationContext context) implements AutoCloseable {
    /** Starts it on a free port; returns when it listens. */
    static ServiceContext start(Service service, Map<String, Object> settings) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("standalone", settings));
        ConfigurableApplicationContext context = new SpringApplicationBuilder(application(service), OwnEventLoops.class)
                .environment(environment)
                .web(WebApplicationType.REACTIVE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .run();
        return new ServiceContext(service, context);
    }

    /** Where it listens. */
    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    @Override
    public void close() {
        context.close();
    }

    private static Class<?> application(Service service) {
        return switch (service) {
            case COMMAND -> CommandServiceApplication.class;
            case QUERY -> QueryServiceApplication.class;
            case SIP_AUTH -> SipAuthServiceApplication.class;
        };
    }
}
