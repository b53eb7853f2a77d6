package io.countersign.command.relay;

import io.countersign.schemas.auth.ApiKeyRow;
import io.countersign.schemas.secret.SealedSecret;
import java.util.Map;

/**
 * What is sent beside the events of a batch, as far as it still exists.
 *
 * @param secrets by credential id
 * @param keys by key id
 */
record CompanionRows(Map<String, SealedSecret> secrets, Map<String, ApiKeyRow> keys) {}
