package io.countersign.bench.sip;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** A source address and the accounts behind it, taken in turn. Owned by one thread. */
final class Source {
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    final DatagramChannel channel;
    private final List<RegisterTemplate> templates = new ArrayList<>();
    private int turn;

    private Source(DatagramChannel channel) {
        this.channel = channel;
    }

    /** Binds it there, for that server alone, and lets the selector know of its answers. */
    static Source open(InetSocketAddress address, InetSocketAddress target, Selector selector) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.bind(address);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            channel.connect(target);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            return new Source(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.socket().getLocalSocketAddress();
    }

    void add(RegisterTemplate template) {
        templates.add(template);
    }

    RegisterTemplate first() {
        return templates.getFirst();
    }

    RegisterTemplate nextTemplate() {
        RegisterTemplate template = templates.get(turn);
        turn = (turn + 1) % templates.size();
        return template;
    }
}
