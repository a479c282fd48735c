/** The transport alone, as the protocol authors' test suites expect it. */
@NullMarked
package io.chatsignal.conformance;

import org.jspecify.annotations.NullMarked;
