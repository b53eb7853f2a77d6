package io.countersign.rest.route;

/**
 * One operation of the API.
 *
 * @param method in capitals; {@code GET} stands for {@code HEAD} too
 * @param pattern as in OpenAPI: {@code /v1/account/{account_id}}
 */
public record Route(String method, String pattern, Service service, Access access) {}
