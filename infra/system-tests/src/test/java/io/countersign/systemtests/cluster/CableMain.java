package io.countersign.systemtests.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Cables as a process of their own, for a {@link NetworkNamespace}: {@code FROM TO PORT…}, the same ports at both; until its standard input ends. */
final class CableMain {
    static final String READY = "cables are laid";

    private CableMain() {}

    public static void main(String[] arguments) throws IOException {
        InetAddress from = InetAddress.ofLiteral(arguments[0]);
        InetAddress to = InetAddress.ofLiteral(arguments[1]);
        List<Cable> cables = new ArrayList<>();
        for (String port : List.of(arguments).subList(2, arguments.length)) {
            int number = Integer.parseInt(port);
            cables.add(Cable.lay(new InetSocketAddress(from, number), new InetSocketAddress(to, number)));
        }
        System.out.println(READY);
        while (System.in.read() >= 0) {
            // whoever started it is there
        }
        cables.forEach(Cable::close);
    }
}
