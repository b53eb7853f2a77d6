package io.countersign.systemtests.workload;

/** An account and its key. */
record Tenant(String accountId, String key) {
    String path() {
        return "/v1/account/" + accountId;
    }

    String trunksPath() {
        return path() + "/trunks";
    }

    String keysPath() {
        return path() + "/api-keys";
    }

    @Override
    public String toString() {
        return "Tenant(" + accountId + ", redacted)";
    }
}
