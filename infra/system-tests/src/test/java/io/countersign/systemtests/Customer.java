package io.countersign.systemtests;

import tools.jackson.databind.JsonNode;

/** An account with a trunk, ready to be given credentials. */
record Customer(RestClient client, String accountId, String trunkId, String sipDomain) {

    /** Creates an account and a trunk that is challenged with those algorithms (a JSON array). */
    static Customer create(RestClient operator, String digestAlgorithms) {
        JsonNode account =
                operator.post("/v1/account", "{\"name\":\"Example\"}").expect(201).json();
        String accountId = account.get("id").asString();
        RestClient client = operator.withKey(account.get("api_key").get("secret").asString());
        JsonNode trunk = client.post(
                        "/v1/account/" + accountId + "/trunks",
                        "{\"name\":\"Main\",\"auth_type\":\"credential\",\"digest_algorithms\":" + digestAlgorithms + "}")
                .expect(201)
                .json();
        return new Customer(client, accountId, trunk.get("id").asString(), trunk.get("sip_domain").asString());
    }

    String trunkPath() {
        return "/v1/account/" + accountId + "/trunks/" + trunkId;
    }

    String credentialsPath() {
        return trunkPath() + "/credentials";
    }

    RestClient.Answer createCredential(String username, String password, String... headers) {
        return client.post(
                credentialsPath(), "{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}", headers);
    }

    RestClient.Answer deleteCredential(String id, String... headers) {
        return client.delete(credentialsPath() + "/" + id, headers);
    }
}
