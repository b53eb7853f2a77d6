/** The story of one credential, told against a running system over HTTP and SIP. */
@NullMarked
package io.countersign.standalone.demo;

import org.jspecify.annotations.NullMarked;
