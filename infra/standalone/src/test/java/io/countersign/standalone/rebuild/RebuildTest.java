package io.countersign.standalone.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.standalone.program.ExitCodes;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RebuildTest {
    @Test
    void anUnknownTargetIsRefusedWithTheNamesOfThoseThatThereAre() {
        StringWriter err = new StringWriter();
        CommandLine program = new CommandLine(new Rebuild()).setErr(new PrintWriter(err, true));

        assertThat(program.execute("nothing")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("there is no 'nothing' to rebuild; there are: auth-table, views");
    }
}
