package io.countersign.systemtests.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * The only way of some processes to a server: a TCP proxy. While it is cut nothing passes and neither side is told,
 * not even that the other one has hung up, as with a broken network; when it is mended, what is still wanted goes on.
 */
final class Cable implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 500;
    private static final int CHUNK_BYTES = 16 * 1024;

    private final ServerSocket entrance;
    private final InetSocketAddress exit;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch whole = new CountDownLatch(0);

    private Cable(ServerSocket entrance, InetSocketAddress exit) {
        this.entrance = entrance;
        this.exit = exit;
    }

    /** From one address to another, where a server may listen. */
    static Cable lay(InetSocketAddress from, InetSocketAddress to) {
        try {
            Cable cable = new Cable(new ServerSocket(from.getPort(), MAX_CONNECTIONS, from.getAddress()), to);
            Thread.ofPlatform().daemon().name("cable-" + from.getPort()).start(cable::accept);
            return cable;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void cut() {
        whole = new CountDownLatch(1);
    }

    void mend() {
        whole.countDown();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                // closed, or a client that went away at once
            }
        }
    }

    private void connect(Socket client) {
        ends.add(client);
        try {
            whole.await();
            Socket server = new Socket(exit.getAddress(), exit.getPort());
            ends.add(server);
            if (entrance.isClosed() || ends.size() > 2 * MAX_CONNECTIONS) {
                end(client, server);
                return;
            }
            Thread.ofVirtual().start(() -> carry(client, server));
            Thread.ofVirtual().start(() -> carry(server, client));
        } catch (IOException e) {
            end(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                whole.await();
                out.write(chunk, 0, length);
            }
            whole.await();
        } catch (IOException e) {
            awaitWhole(); // it broke: the other side hears of it by this cable too
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end(from, to);
    }

    private void awaitWhole() {
        try {
            whole.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Socket... both) {
        for (Socket socket : both) {
            ends.remove(socket);
            try {
                socket.close();
            } catch (IOException e) {
                // it has ended, as was wanted
            }
        }
    }

    /** Hangs up on everybody. */
    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mend();
        end(ends.toArray(new Socket[0]));
    }
}
