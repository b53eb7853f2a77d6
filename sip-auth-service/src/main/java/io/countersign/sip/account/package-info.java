/**
 * Who may log in: the auth table joined with its secrets, held whole in memory, looked up by the bytes of a packet.
 * {@link io.countersign.sip.account.AccountTable} is the join and knows no Kafka; {@link
 * io.countersign.sip.account.LiveAccounts} feeds it.
 */
@NullMarked
package io.countersign.sip.account;

import org.jspecify.annotations.NullMarked;
