/** The data folder: its layout, its lock, its keys and what is remembered in it. */
@NullMarked
package io.countersign.standalone.folder;

import org.jspecify.annotations.NullMarked;
