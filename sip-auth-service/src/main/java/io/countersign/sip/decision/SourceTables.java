package io.countersign.sip.decision;

import io.countersign.sip.lockout.AnswerBuckets;
import io.countersign.sip.lockout.Lockouts;
import io.countersign.sip.usage.CredentialUses;

/** What a node knows of sources; all of it is shared by its workers. */
public record SourceTables(Lockouts lockouts, AnswerBuckets answers, CredentialUses uses) {}
