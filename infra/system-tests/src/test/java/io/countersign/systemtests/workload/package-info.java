/** Customers and phones that go on while things break, and write down what they were told. */
@NullMarked
package io.countersign.systemtests.workload;

import org.jspecify.annotations.NullMarked;
