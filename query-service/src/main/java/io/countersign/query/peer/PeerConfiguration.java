package io.countersign.query.peer;

import io.countersign.keysets.TokenKeyset;
import io.countersign.query.view.LocalReader;
import io.countersign.query.view.QuestionForms;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Both ends of what instances ask each other; needs the address of this one, the forms of questions and the local readers. */
@Configuration(proxyBeanMethods = false)
public class PeerConfiguration {

    @Bean
    PeerSeal peerSeal(TokenKeyset keyset) {
        return new PeerSeal(keyset, Clock.systemUTC());
    }

    @Bean
    PeerMessages peerMessages(QuestionForms forms) {
        return new PeerMessages(forms.all());
    }

    @Bean(destroyMethod = "close")
    PeerClient peerClient(PeerSeal seal, PeerMessages messages, MeterRegistry registry) {
        return new PeerClient(seal, messages, new PeerMetrics(registry));
    }

    @Bean
    PeerFilter peerFilter(PeerSeal seal, PeerMessages messages, AdvertisedAddress self, List<LocalReader> readers) {
        return new PeerFilter(seal, messages, self, readers);
    }
}
