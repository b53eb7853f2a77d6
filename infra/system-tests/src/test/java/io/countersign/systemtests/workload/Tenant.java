package io.countersign.systemtests.workload;

/** An account and its key. */
record Tenant(String accountId, String key) {
    String trunksPath() {
        return "/v1/account/" + accountId + "/trunks";
    }

    @Override
    public String toString() {
        return "Tenant(" + accountId + ", redacted)";
    }
}
