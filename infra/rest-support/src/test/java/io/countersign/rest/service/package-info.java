/** What the context of every service is made of. */
@NullMarked
package io.countersign.rest.service;

import org.jspecify.annotations.NullMarked;
