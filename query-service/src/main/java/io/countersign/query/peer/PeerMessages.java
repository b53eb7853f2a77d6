package io.countersign.query.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.query.view.Ask;
import io.countersign.query.view.Question;
import io.countersign.query.view.QuestionForm;
import io.countersign.rest.token.ConsistencyToken;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The bodies between instances. A question is JSON. An answer is a byte that says how it went and then each part's answer
 * after its length in bytes, or a reason in UTF-8.
 */
final class PeerMessages {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final byte ANSWERED = 0;
    private static final byte REFUSED = 1;

    private final Map<String, QuestionForm<?>> forms;

    /** What may be asked. */
    PeerMessages(List<QuestionForm<?>> forms) {
        this.forms = forms.stream().collect(Collectors.toUnmodifiableMap(QuestionForm::name, Function.identity()));
    }

    private record Body(
            String application,
            String store,
            List<Integer> partitions,
            List<ConsistencyToken> tokens,
            String question,
            JsonNode parameters) {}

    byte[] question(Ask<?> ask) {
        return MAPPER.writeValueAsBytes(new Body(
                ask.application(),
                ask.store(),
                ask.partitions(),
                ask.tokens(),
                ask.question().form().name(),
                MAPPER.valueToTree(ask.question())));
    }

    /**
     * The question in a body.
     *
     * @throws IllegalArgumentException when it is none that this build knows
     */
    Ask<?> question(byte[] bytes) {
        try {
            Body body = MAPPER.readValue(bytes, Body.class);
            QuestionForm<?> form = forms.get(body.question());
            if (form == null) {
                throw new IllegalArgumentException("the question " + body.question() + " is not known (expected: one of " + forms.keySet() + ")");
            }
            Question<?> question = MAPPER.treeToValue(body.parameters(), form.type());
            return new Ask<>(body.application(), body.store(), body.partitions(), body.tokens(), question);
        } catch (JacksonException | NullPointerException e) { // not what we write
            throw new IllegalArgumentException("not a question (expected: as another instance writes it)", e);
        }
    }

    static <T> byte[] answers(QuestionForm<T> form, List<T> answers) {
        List<byte[]> parts = answers.stream().map(form.answers()::toBytes).toList();
        int size = parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum();
        ByteBuffer whole = ByteBuffer.allocate(1 + size).put(ANSWERED);
        parts.forEach(part -> whole.putInt(part.length).put(part));
        return whole.array();
    }

    static byte[] refusal(String reason) {
        byte[] text = reason.getBytes(UTF_8);
        return ByteBuffer.allocate(1 + text.length).put(REFUSED).put(text).array();
    }

    /**
     * The answers in a body that one of us has made.
     *
     * @throws PeerRefusal when it says why there are none
     */
    static <T> List<T> answers(QuestionForm<T> form, byte[] bytes) {
        ByteBuffer whole = ByteBuffer.wrap(bytes);
        if (whole.get() != ANSWERED) {
            throw new PeerRefusal(new String(bytes, 1, bytes.length - 1, UTF_8));
        }
        List<T> answers = new ArrayList<>();
        while (whole.hasRemaining()) {
            byte[] part = new byte[whole.getInt()];
            whole.get(part);
            answers.add(form.answers().fromBytes(part));
        }
        return answers;
    }
}
