package io.countersign.standalone.program;

/** What the program ends with. */
public final class ExitCodes {
    public static final int OK = 0;

    /** It could not be done; the reason is on stderr or in the log. */
    public static final int FAILED = 1;

    /** What the user can set right: a wrong option, a port in use, an unwritable folder. */
    public static final int USAGE = 2;

    /** By Ctrl-C: 128 and the signal's number. */
    public static final int INTERRUPTED = 130;

    private ExitCodes() {}
}
