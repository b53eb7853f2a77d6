package io.countersign.sip.message;

/** Walks the raw values of all headers of one name, in their order: {@code while (cursor.next()) … cursor.value()}. */
public final class HeaderCursor {
    private final HeaderIndex headers;
    private final Slice value = new Slice();
    private byte[] bytes = new byte[0];
    private int header = HeaderIndex.NONE;

    HeaderCursor(HeaderIndex headers) {
        this.headers = headers;
    }

    void start(byte[] b, HeaderName name) {
        bytes = b;
        header = headers.first(name);
        value.clear();
    }

    public boolean next() {
        if (header == HeaderIndex.NONE) {
            return false;
        }
        value.set(bytes, headers.valueFrom(header), headers.valueTo(header));
        header = headers.next(header);
        return true;
    }

    public Slice value() {
        return value;
    }
}
