package io.countersign.rest.token;

import io.countersign.keysets.TokenKeyset;
import io.countersign.rest.error.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/** Writes and reads the {@code Consistency-Token} header. */
public final class ConsistencyTokens {
    /** Name of the header, in requests and responses. */
    public static final String HEADER = "Consistency-Token";

    private static final String PURPOSE = "consistency-token/2";

    /** Each costs a MAC and maybe a wait. */
    private static final int MAX_TOKENS = 32;

    private final SignedText signed;

    public ConsistencyTokens(TokenKeyset keyset) {
        this.signed = new SignedText(keyset);
    }

    public String format(ConsistencyToken token) {
        return signed.sign(PURPOSE, String.join(
                " ", token.aggregateType(), token.aggregateId(), token.accountId(), Long.toString(token.sequence())));
    }

    /** The token in a text; nothing when we didn't make it. */
    public Optional<ConsistencyToken> parse(String text) {
        return signed.verify(PURPOSE, text).map(content -> {
            String[] parts = content.split(" ", -1);
            return new ConsistencyToken(parts[0], parts[1], parts[2], Long.parseLong(parts[3]));
        });
    }

    /**
     * Every token of a request: the header may repeat or hold a list.
     *
     * @throws ApiException 400 when there is one that we didn't make, or more than 32
     */
    public List<ConsistencyToken> of(ServerWebExchange exchange) {
        List<ConsistencyToken> tokens = new ArrayList<>();
        for (String line : exchange.getRequest().getHeaders().getOrEmpty(HEADER)) {
            for (String text : line.split(",", -1)) {
                if (tokens.size() == MAX_TOKENS) {
                    throw ApiException.validation(HEADER, "must hold at most " + MAX_TOKENS + " tokens");
                }
                tokens.add(parse(text.strip())
                        .orElseThrow(() -> ApiException.validation(HEADER, "must be a token from an earlier answer, unchanged")));
            }
        }
        return tokens;
    }
}
