package io.countersign.standalone.run;

import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** Gives each context event loops of its own: the global ones end with the first context that closes. */
@Configuration(proxyBeanMethods = false)
class OwnEventLoops {
    @Bean
    ReactorResourceFactory reactorResourceFactory() {
        ReactorResourceFactory factory = new ReactorResourceFactory();
        factory.setUseGlobalResources(false);
        // The front door has let the last request end before a context closes.
        factory.setShutdownQuietPeriod(Duration.ZERO);
        return factory;
    }
}
