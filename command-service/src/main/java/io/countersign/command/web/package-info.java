/** The routes that write: parse, send, map. */
@NullMarked
package io.countersign.command.web;

import org.jspecify.annotations.NullMarked;
