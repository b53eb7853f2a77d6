/** Knows: the auth table for SIP nodes, and what customers read. One package a read model. */
@NullMarked
package io.countersign.query;

import org.jspecify.annotations.NullMarked;
