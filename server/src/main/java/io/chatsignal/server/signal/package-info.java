/** The wire contract: from events and their JSON to the domain and back. */
@NullMarked
package io.chatsignal.server.signal;

import org.jspecify.annotations.NullMarked;
