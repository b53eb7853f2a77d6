package io.countersign.standalone.folder;

import io.countersign.embedded.LocalPorts;
import io.countersign.standalone.option.InvalidOptionException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/** Which ports a run takes: those it was told, those that the data folder remembers, or free ones. */
public final class Ports {
    private static final int ATTEMPTS = 50;

    private final PropertiesFile remembered;

    public Ports(DataFolder folder) {
        this.remembered = new PropertiesFile(folder.root().resolve("ports.properties"));
    }

    /**
     * The port of a child: as told; else the one of the run before while it is still free; else a free one, remembered.
     * Clients that lived through a crash find their server again where it was.
     */
    public int ofChild(String name, String option, int told) {
        if (told != 0) {
            checkTcp(option, InetAddress.getLoopbackAddress(), told);
            return told;
        }
        Map<String, String> ports = new HashMap<>(remembered.read());
        int before = Integer.parseInt(ports.getOrDefault(name, "0"));
        if (before != 0 && isFreeTcp(InetAddress.getLoopbackAddress(), before)) {
            return before;
        }
        int free = LocalPorts.free();
        ports.put(name, Integer.toString(free));
        remembered.write(ports);
        return free;
    }

    /** The port itself when it is free for TCP and UDP, or one that is for 0. */
    public static int sip(String option, InetAddress bind, int told) {
        if (told != 0) {
            checkTcp(option, bind, told);
            checkUdp(option, bind, told);
            return told;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = LocalPorts.free();
            if (isFreeTcp(bind, port) && isFreeUdp(bind, port)) {
                return port;
            }
        }
        throw new InvalidOptionException("no port is free for both TCP and UDP on " + bind.getHostAddress());
    }

    /** The port itself when it is free for TCP, or one that is for 0 and isn't the one that SIP has. */
    public static int sips(String option, InetAddress bind, int told, int sipPort) {
        if (told != 0) {
            checkTcp(option, bind, told);
            return told;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = LocalPorts.free();
            if (port != sipPort && isFreeTcp(bind, port)) {
                return port;
            }
        }
        throw new InvalidOptionException("no port is free for TLS on " + bind.getHostAddress());
    }

    private static void checkTcp(String option, InetAddress bind, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(bind, port));
        } catch (IOException e) {
            throw refused(option, bind, port, "TCP", e);
        }
    }

    private static void checkUdp(String option, InetAddress bind, int port) {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(bind, port))) {
            socket.disconnect();
        } catch (IOException e) {
            throw refused(option, bind, port, "UDP", e);
        }
    }

    private static boolean isFreeTcp(InetAddress bind, int port) {
        try {
            checkTcp("", bind, port);
            return true;
        } catch (InvalidOptionException e) {
            return false;
        }
    }

    private static boolean isFreeUdp(InetAddress bind, int port) {
        try {
            checkUdp("", bind, port);
            return true;
        } catch (InvalidOptionException e) {
            return false;
        }
    }

    /** One line for a port that can't be had. */
    public static InvalidOptionException refused(String option, InetAddress bind, int port, String protocol, IOException e) {
        String where = protocol + " port " + port + " of " + bind.getHostAddress();
        return String.valueOf(e.getMessage()).contains("in use")
                ? new InvalidOptionException(where + " is in use by another program; stop that one or choose another with " + option)
                : new InvalidOptionException(where + " cannot be used: " + e.getMessage() + "; choose another with " + option);
    }
}
