package io.countersign.systemtests.workload;

/**
 * What its owner knows of an acknowledged credential.
 *
 * @param etag what If-Match names
 */
record Credential(Tenant tenant, String trunkId, String sipDomain, String id, String username, String password, String etag) {
    /** Of the trunk's credentials. */
    String listPath() {
        return tenant.trunksPath() + "/" + trunkId + "/credentials";
    }

    String path() {
        return listPath() + "/" + id;
    }
}
