/** Folds a trunk's events into what SIP nodes judge by: account rows and one policy row a trunk in {@code auth.table.v1.gN}. */
@NullMarked
package io.countersign.query.auth;

import org.jspecify.annotations.NullMarked;
