package io.countersign.systemtests.workload;

/**
 * An acknowledged API key.
 *
 * @param etag what If-Match names
 * @param toldInTime whether the answer came before it would have been given without the relay too
 */
record IssuedKey(Tenant tenant, String id, String secret, String etag, boolean toldInTime) {
    String path() {
        return tenant.keysPath() + "/" + id;
    }

    @Override
    public String toString() {
        return "IssuedKey(" + id + ", redacted)";
    }
}
