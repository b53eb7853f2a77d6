package io.countersign.systemtests.workload;

/** What its owner knows of an acknowledged credential. */
record Credential(Tenant tenant, String trunkId, String sipDomain, String id, String username, String password) {
    String path() {
        return tenant.trunksPath() + "/" + trunkId + "/credentials/" + id;
    }
}
