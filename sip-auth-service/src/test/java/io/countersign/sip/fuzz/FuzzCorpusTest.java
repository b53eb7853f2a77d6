package io.countersign.sip.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What fuzzing ever found interesting is tried again with each build. Figures are printed. */
class FuzzCorpusTest {
    @ParameterizedTest
    @EnumSource
    void noKeptInputIsAFinding(FuzzTarget target) throws IOException {
        List<Path> inputs = target.inputs();

        for (Path input : inputs) {
            byte[] bytes = Files.readAllBytes(input);
            assertThatCode(() -> target.tryOne(bytes)).as("%s with %s", target, input).doesNotThrowAnyException();
        }

        assertThat(inputs).hasSizeGreaterThan(61);
        System.out.printf("fuzz: %s, %d kept inputs, 0 findings%n", target.folder(), inputs.size());
    }
}
